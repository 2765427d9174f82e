//! Entries for measuring how fast timelines are.

use super::{
    super::model::{Happening, Stream, Verb},
    add_item, insert, put_into, stream_made,
};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, ResourceId},
    resources::Scope,
};

/// In so many streams stands an entry, besides that of its person.
const MOST_STREAMS: usize = 5;

/// Makes entries out of resources that are there: by the accounts in turn and in six streams each,
/// one after another from `first` to before `last`.
///
/// Rows are written in the order of their tables: a million of them thrown in as they come would
/// read most pages of the database anew for each.
pub fn seed(
    tx: &Tx<'_>,
    accounts: &[AccountId],
    resources: &[ResourceId],
    streams: &[Stream],
    (first, last): (usize, usize),
) -> Result<()> {
    let of_stream =
        |streams: &[Stream]| streams.iter().map(|it| stream_made(tx, it)).collect::<Result<_>>();
    let streams: Vec<i64> = of_stream(streams)?;
    let people: Vec<Stream> = accounts.iter().copied().map(Stream::Person).collect();
    let people: Vec<i64> = of_stream(&people)?;
    let (mut items, mut places) = (Vec::new(), Vec::new());
    for number in first..last {
        // A multiplier without common factors spreads them without a pattern.
        let spread = number.wrapping_mul(2_654_435_761) >> 7;
        let by = spread % accounts.len();
        let happening = Happening {
            verb: Verb::Used,
            by: accounts[by],
            about: None,
            resource: None,
            address: "",
            scope: Scope::Public,
            burst: None,
            streams: Vec::new(),
        };
        let entry = insert(tx, &happening, "")?;
        items.push((resources[spread / 3 % resources.len()], entry));
        places.push((people[by], entry));
        for step in 1..=MOST_STREAMS {
            places.push((streams[spread.wrapping_mul(step) / 5 % streams.len()], entry));
        }
    }
    items.sort_unstable();
    places.sort_unstable();
    items.into_iter().try_for_each(|(resource, entry)| add_item(tx, entry, resource))?;
    places.into_iter().try_for_each(|(stream, entry)| put_into(tx, stream, entry))
}

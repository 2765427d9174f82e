//! The jobs of an import. All are in one lane: a small computer works on one course at a time.

use serde::{Deserialize, Serialize};

use super::{
    look::look,
    pictures,
    run::run,
    take_in::{Wishes, take_in},
};
use crate::{error::Result, ids::ImportId, jobs::Job, site::Site};

/// A job that needs to know nothing but which import it is about.
macro_rules! job {
    ($(#[$about:meta])* $name:ident, $kind:literal, $work:expr) => {
        $(#[$about])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            /// Which.
            pub import: ImportId,
        }

        impl Job for $name {
            const KIND: &'static str = $kind;

            fn lane(&self) -> String {
                LANE.into()
            }

            fn key(&self) -> Option<String> {
                Some(self.import.to_string())
            }

            async fn run(self, site: Site) -> Result<()> {
                $work(&site, self.import).await
            }
        }
    };
}

const LANE: &str = "import";

job!(
    /// Looks into an archive that has arrived.
    Look,
    "mbz.look",
    look
);
job!(
    /// Makes resources of a backup that was looked into.
    Run,
    "mbz.run",
    run
);
job!(
    /// Gives the pages of an import pictures.
    Pictures,
    "mbz.pictures",
    pictures::give
);

/// The whole of an import. The terminal's own process does it; should that end, others go on.
#[derive(Serialize, Deserialize)]
pub struct TakeIn {
    /// Which.
    pub import: ImportId,
    /// As wished.
    pub wishes: Wishes,
}

impl Job for TakeIn {
    const KIND: &'static str = "mbz.take_in";

    fn lane(&self) -> String {
        LANE.into()
    }

    fn key(&self) -> Option<String> {
        Some(self.import.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        take_in(&site, self.import, &self.wishes).await
    }
}

//! One facet of all cards: the sets of values that things have.

use std::collections::HashMap;

/// One facet of all cards.
#[derive(Default)]
pub struct Drawer {
    values: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
    sets: Vec<Box<[u16]>>,
    set_numbers: HashMap<Box<str>, u32>,
}

impl Drawer {
    /// The number of the set of these values, one blank apart; 0 is the empty set.
    ///
    /// `wider` adds to each ISCED-F code the fields that contain it: its first two and three digits.
    pub fn set(&mut self, values: &str, wider: bool) -> u32 {
        if self.sets.is_empty() {
            self.sets.push(Box::default());
        }
        if values.is_empty() {
            return 0;
        }
        if let Some(known) = self.set_numbers.get(values) {
            return *known;
        }
        let mut set = Vec::new();
        for value in values.split(' ') {
            if wider {
                set.extend([2, 3].iter().filter_map(|len| value.get(..*len)));
            }
            set.push(value);
        }
        set.sort_unstable();
        set.dedup();
        let set: Box<[u16]> = set.into_iter().filter_map(|value| self.number(value)).collect();
        let Ok(number) = u32::try_from(self.sets.len()) else { return 0 };
        self.sets.push(set);
        self.set_numbers.insert(values.into(), number);
        number
    }

    fn number(&mut self, value: &str) -> Option<u16> {
        if let Some(known) = self.numbers.get(value) {
            return Some(*known);
        }
        let next = u16::try_from(self.values.len()).ok()?;
        self.values.push(value.into());
        self.numbers.insert(value.into(), next);
        Some(next)
    }

    /// How many sets there are.
    pub fn set_count(&self) -> usize {
        self.sets.len().max(1)
    }

    /// For each set whether it holds one of the values; `None` if nothing is asked for.
    pub fn sets_with(&self, values: &[String]) -> Option<Vec<bool>> {
        if values.is_empty() {
            return None;
        }
        let wanted: Vec<u16> =
            values.iter().filter_map(|value| self.numbers.get(value.as_str()).copied()).collect();
        let mut with = vec![false; self.set_count()];
        for (with, set) in with.iter_mut().zip(&self.sets) {
            *with = wanted.iter().any(|value| set.contains(value));
        }
        Some(with)
    }

    /// Counts of sets taken apart into counts of values, the most frequent first.
    pub fn by_value(&self, counts: &[u32]) -> Vec<(String, u32)> {
        let mut sums = vec![0; self.values.len()];
        for (set, count) in self.sets.iter().zip(counts) {
            if *count > 0 {
                for value in set {
                    sums[usize::from(*value)] += count;
                }
            }
        }
        let mut found: Vec<(String, u32)> = self
            .values
            .iter()
            .zip(sums)
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| (value.to_string(), count))
            .collect();
        found.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        found
    }

    /// About how many bytes it takes.
    pub fn weight(&self) -> usize {
        const OVERHEAD: usize = 48;
        self.sets.iter().map(|set| set.len() * 2 + OVERHEAD).sum::<usize>()
            + self.set_numbers.keys().map(|text| text.len() + OVERHEAD).sum::<usize>()
    }
}

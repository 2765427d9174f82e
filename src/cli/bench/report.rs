//! What was measured, as a table and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

/// How often something can be done, and what it costs.
pub struct Measure {
    name: &'static str,
    requests: usize,
    p50: Duration,
    p99: Duration,
    per_second: f64,
    cpu: Duration,
    resident: u64,
}

/// What a figure counts.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Millions of bytes.
    Megabytes,
    /// Thousands of bytes.
    Kilobytes,
    /// So many times something else.
    Times,
    /// So many of what the name says.
    Count,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::Megabytes => "MB",
            Self::Kilobytes => "kB",
            Self::Times => "times",
            Self::Count => "",
        }
    }
}

/// A promise of product and measurement.
struct Budget {
    name: &'static str,
    measured: f64,
    most: f64,
    unit: Unit,
}

/// All of it.
pub struct Report {
    resources: usize,
    measures: Vec<Measure>,
    budgets: Vec<Budget>,
    facts: Vec<(&'static str, f64, Unit)>,
    absent: Vec<&'static str>,
}

impl Report {
    /// An empty report on a site with so many resources.
    pub fn new(resources: usize) -> Self {
        let absent = Vec::new();
        Self { resources, measures: Vec::new(), budgets: Vec::new(), facts: Vec::new(), absent }
    }

    /// Notes how long single requests took, how long all of them, what the server spent,
    /// and how many bytes of memory it then holds.
    pub fn measure(
        &mut self,
        name: &'static str,
        mut times: Vec<Duration>,
        all: Duration,
        cpu: Duration,
        resident: u64,
    ) {
        times.sort_unstable();
        let at =
            |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
        let requests = times.len().max(1);
        let count = u32::try_from(requests).unwrap_or(u32::MAX);
        self.measures.push(Measure {
            name,
            requests,
            p50: at(50),
            p99: at(99),
            per_second: f64::from(count) / all.as_secs_f64(),
            cpu: cpu / count,
            resident,
        });
    }

    /// The processor time of one request of a measure, in milliseconds.
    pub fn cpu_of(&self, name: &str) -> f64 {
        self.find(name).map_or(f64::NAN, |measure| milliseconds(measure.cpu))
    }

    /// The slowest but one in a hundred, in milliseconds.
    pub fn p99_of(&self, name: &str) -> f64 {
        self.find(name).map_or(f64::NAN, |measure| milliseconds(measure.p99))
    }

    fn find(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// Notes a figure that has a limit.
    pub fn budget(&mut self, name: &'static str, measured: f64, most: f64, unit: Unit) {
        self.budgets.push(Budget { name, measured, most, unit });
    }

    /// The same in bytes.
    pub fn bytes_budget(&mut self, name: &'static str, measured: u64, most: u64) {
        self.budget(name, megabytes(measured), megabytes(most), Unit::Megabytes);
    }

    /// Notes a figure without a limit.
    pub fn fact(&mut self, name: &'static str, value: f64, unit: Unit) {
        self.facts.push((name, value, unit));
    }

    /// Notes what could not be measured, and why.
    pub fn absent(&mut self, what: &'static str) {
        self.absent.push(what);
    }

    fn build() -> &'static str {
        if cfg!(debug_assertions) { "debug" } else { "release" }
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut lines = vec![format!("{} resources, {} build", self.resources, Self::build())];
        let floor = self.find("health").map_or(f64::NAN, |measure| milliseconds(measure.cpu));
        lines.push(format!(
            "\n{:<28}{:>9}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}",
            "", "requests", "p50 ms", "p99 ms", "per s", "CPU ms", "to health", "then MB"
        ));
        for measure in &self.measures {
            let cpu = milliseconds(measure.cpu);
            lines.push(format!(
                "{:<28}{:>9}{:>11.2}{:>11.2}{:>11.0}{:>11.3}{:>11.1}{:>11.1}",
                measure.name,
                measure.requests,
                milliseconds(measure.p50),
                milliseconds(measure.p99),
                measure.per_second,
                cpu,
                cpu / floor,
                megabytes(measure.resident),
            ));
        }
        lines.push(String::new());
        for (name, value, unit) in &self.facts {
            lines.push(format!("{name:<42}{value:>11.2} {}", unit.name()));
        }
        lines.push(format!("\n{:<42}{:>11}{:>11}", "promised", "measured", "at most"));
        for Budget { name, measured, most, unit } in &self.budgets {
            let met = if measured <= most { "met" } else { "NOT MET" };
            let unit = unit.name();
            lines.push(format!("{name:<42}{measured:>11.3}{most:>11.3} {unit:<6} {met}"));
        }
        lines.extend(self.absent.iter().map(|what| format!("not measured: {what}")));
        if cfg!(debug_assertions) {
            lines.push("A debug build keeps no promises: measure one made with --release.".into());
        }
        lines.join("\n")
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let measures: Vec<Value> = self
            .measures
            .iter()
            .map(|measure| {
                json!({
                    "name": measure.name, "requests": measure.requests,
                    "p50_ms": milliseconds(measure.p50), "p99_ms": milliseconds(measure.p99),
                    "per_second": measure.per_second, "cpu_ms": milliseconds(measure.cpu),
                    "resident_mb": megabytes(measure.resident),
                })
            })
            .collect();
        let budgets: Vec<Value> = self
            .budgets
            .iter()
            .map(|budget| {
                json!({
                    "name": budget.name, "measured": budget.measured, "at_most": budget.most,
                    "unit": budget.unit.name(), "met": budget.measured <= budget.most,
                })
            })
            .collect();
        let facts: Vec<Value> = self
            .facts
            .iter()
            .map(|(name, value, unit)| json!({"name": name, "value": value, "unit": unit.name()}))
            .collect();
        json!({
            "resources": self.resources, "build": Self::build(), "measures": measures,
            "facts": facts, "budgets": budgets, "not_measured": self.absent,
        })
    }
}

/// A duration in milliseconds.
pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Bytes in millions.
#[expect(clippy::cast_precision_loss, reason = "no file here has 2^52 bytes")]
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

//! Figures through the `metrics` facade.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use pvwa::{TestClock, VersionCheck};
use pvwa_emulator::Fault;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Adds up what is counted, by name and labels.
#[derive(Clone, Default)]
struct Sums(Arc<Mutex<BTreeMap<String, f64>>>);

struct Sum {
    name: String,
    sums: Sums,
}

impl Sums {
    fn handle(&self, key: &Key) -> Arc<Sum> {
        let labels: Vec<_> = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()))
            .collect();
        Arc::new(Sum {
            name: format!("{} {}", key.name(), labels.join(" "))
                .trim()
                .to_owned(),
            sums: self.clone(),
        })
    }

    fn get(&self, name: &str) -> Option<f64> {
        self.0.lock().unwrap().get(name).copied()
    }
}

impl Sum {
    fn add(&self, value: f64) {
        *self
            .sums
            .0
            .lock()
            .unwrap()
            .entry(self.name.clone())
            .or_default() += value;
    }
}

impl CounterFn for Sum {
    fn increment(&self, value: u64) {
        self.add(value as f64);
    }

    fn absolute(&self, _: u64) {
        unreachable!("nothing is set");
    }
}

impl GaugeFn for Sum {
    fn increment(&self, value: f64) {
        self.add(value);
    }

    fn decrement(&self, value: f64) {
        self.add(-value);
    }

    fn set(&self, _: f64) {
        unreachable!("nothing is set");
    }
}

impl HistogramFn for Sum {
    fn record(&self, _: f64) {
        self.add(1.0);
    }
}

impl Recorder for Sums {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.handle(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.handle(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.handle(key))
    }
}

#[tokio::test(flavor = "current_thread")]
async fn calls_attempts_and_outcomes_are_counted() {
    let sums = Sums::default();
    let _recorder = metrics::set_default_local_recorder(&sums);
    let emulator = vaults::emulator().await;
    let vault = vaults::builder(&emulator, "Administrator")
        .version_check(VersionCheck::Off)
        .clock(TestClock::impatient())
        .build()
        .unwrap();
    emulator.fail_next("list_safes", Fault::Status(503));
    vault.safes().list().stream().all().await.unwrap();
    vault.safes().get("nowhere").await.unwrap_err();
    for (name, value) in [
        ("pvwa_calls_total operation=logon outcome=done", 1.0),
        ("pvwa_calls_total operation=list_safes outcome=done", 1.0),
        ("pvwa_calls_total operation=get_safe outcome=refused", 1.0),
        ("pvwa_attempts_total operation=list_safes", 2.0),
        ("pvwa_call_seconds operation=list_safes", 1.0),
        ("pvwa_calls_under_way", 0.0),
    ] {
        assert_eq!(sums.get(name), Some(value), "{name}");
    }
}

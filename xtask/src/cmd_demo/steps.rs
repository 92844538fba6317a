//! The numbered steps of the demonstration and how long each took.

use owo_colors::OwoColorize;
use std::{
    fmt::Display,
    io::{self, Write},
    time::Instant,
};

/// How wide the name of a step is.
const WIDTH: usize = 44;

/// Writes the steps as they are taken.
pub(super) struct Steps<'a> {
    to: &'a mut dyn Write,
    number: usize,
    name: &'static str,
    start: Instant,
    all: Instant,
}

impl<'a> Steps<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> Self {
        let now = Instant::now();
        Self {
            to,
            number: 0,
            name: "",
            start: now,
            all: now,
        }
    }

    /// Begins the next step.
    pub(super) fn begin(&mut self, name: &'static str) {
        self.number += 1;
        self.name = name;
        self.start = Instant::now();
    }

    /// Ends the step: it held, and `what` came of it.
    pub(super) fn end(&mut self, what: impl Display) -> io::Result<()> {
        let (number, name) = (self.number, self.name);
        let seconds = format!("{:7.3} s", self.start.elapsed().as_secs_f64());
        writeln!(
            self.to,
            "{number:>2}  {:WIDTH$} {}",
            name.bold(),
            seconds.dimmed()
        )?;
        self.detail(what)
    }

    /// Says one thing more of the step.
    pub(super) fn detail(&mut self, what: impl Display) -> io::Result<()> {
        writeln!(self.to, "    {what}")
    }

    /// Says that the present step did not hold.
    pub(super) fn failed(&mut self) -> io::Result<()> {
        writeln!(
            self.to,
            "{:>2}  {:WIDTH$} {}",
            self.number,
            self.name.bold(),
            "did not hold".red().bold()
        )
    }

    /// Says that all steps held.
    pub(super) fn held(&mut self) -> io::Result<()> {
        writeln!(
            self.to,
            "\n{} {} steps held, in {:.1} s",
            "all".green().bold(),
            self.number,
            self.all.elapsed().as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;

    #[test]
    fn steps_are_numbered_and_timed() {
        let mut coloured = Vec::new();
        let mut steps = Steps::new(&mut coloured);
        steps.begin("add a safe");
        steps.end("APP_Oracle").unwrap();
        steps.begin("give it away");
        steps.failed().unwrap();
        let plain =
            String::from_utf8(anstream::adapter::strip_bytes(&coloured).into_vec()).unwrap();
        let (lines, seconds): (Vec<_>, Vec<_>) = plain
            .lines()
            .map(|line| line.rsplit_once("  ").unwrap_or((line, "")))
            .unzip();
        assert!(seconds[0].ends_with(" s"), "{plain}");
        assert_eq!(lines[0].trim_end(), " 1  add a safe");
        assert!(plain.contains("    APP_Oracle\n"), "{plain}");
        assert!(
            plain.contains(" 2  give it away") && plain.contains("did not hold\n"),
            "{plain}"
        );
    }
}

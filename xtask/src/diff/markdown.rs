//! A comparison for a pull request.

use super::{
    View,
    groups::{self, Group},
    markup::{code, escaped, prose},
    rust_markdown, values,
    words::{self, Values},
};
use pvwa_codegen::diff::change::{Change, Comparison, Counts, Level, Place, Policy};
use std::cmp::Reverse;
use std::io;

/// The most bytes of a text; GitHub takes no more than 65,536 characters.
const MOST_BYTES: usize = 65_536;

/// What is kept for what is said of the changes that are left out.
const RESERVE: usize = 4096;

/// The most areas of the table; those with the gravest changes come first.
const MOST_AREAS: usize = 30;

/// The most columns of an area's name.
const MOST_OF_AN_AREA: usize = 60;

/// The most notes that are repeated.
const MOST_NOTES: usize = 20;

/// The most columns of a note or of the reason for which a change was accepted.
const MOST_OF_A_REASON: usize = 300;

/// Writes a comparison in the Markdown of GitHub.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let mut head = summary(comparison, view);
    head.push_str(&areas(comparison, view.policy));
    head.push_str(&rust_markdown::head(comparison));
    for note in comparison.notes.iter().take(MOST_NOTES) {
        let note = prose(&values::clip(note, MOST_OF_A_REASON));
        head.push_str(&format!("\n> **Note:** {note}\n"));
    }
    let mut sections = sections(comparison, view);
    cut(
        &mut sections,
        MOST_BYTES.saturating_sub(RESERVE + head.len()),
    );
    write!(to, "{head}")?;
    let mut left = 0;
    for section in &sections {
        left += section.left;
        write!(to, "{}", section.text())?;
    }
    if left > 0 {
        let more = match left {
            1 => "1 change is".to_owned(),
            _ => format!("{left} changes are"),
        };
        let again = code(&values::clip(&words::again(comparison), 400));
        writeln!(to, "\n**{more} left out here;** {again} lists all.")?;
    }
    if !comparison.changes.is_empty() {
        writeln!(to, "\n<sub>{}.</sub>", words::EXPLAINED)?;
    }
    Ok(())
}

fn summary(comparison: &Comparison, view: &View) -> String {
    let mut out = String::from("## Comparison of the API\n\n");
    out.push_str("| | Document | |\n| --- | --- | --- |\n");
    for (word, side) in [("old", &comparison.old), ("new", &comparison.new)] {
        let name = code(&values::name(&side.name)).replace('|', "\\|");
        let side = escaped(&words::side(side));
        out.push_str(&format!("| {word} | {name} | {side} |\n"));
    }
    let summary = words::summary(comparison, view.policy);
    let policy = words::policy(view.policy);
    out.push_str(&format!("\n**{summary}**, judged {policy}.\n"));
    out
}

fn areas(comparison: &Comparison, policy: Policy) -> String {
    let mut areas: Vec<(&str, Counts)> = comparison.areas(policy).into_iter().collect();
    areas.sort_by_key(|(_, counts)| Reverse((counts.breaking, counts.warnings)));
    if areas.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "\n| Area | Breaking | Warnings | Infos | Accepted |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for (area, counts) in areas.iter().take(MOST_AREAS) {
        let area = escaped(&values::clip(area, MOST_OF_AN_AREA));
        let Counts {
            breaking,
            warnings,
            infos,
            accepted,
        } = counts;
        out.push_str(&format!(
            "| {area} | {breaking} | {warnings} | {infos} | {accepted} |\n"
        ));
    }
    match areas.len().saturating_sub(MOST_AREAS) {
        0 => {}
        more => out.push_str(&format!("| and {more} more | | | | |\n")),
    }
    out
}

/// The changes of one level.
struct Section {
    title: &'static str,
    open: bool,
    /// The greater, the sooner it is cut.
    cut: u8,
    blocks: Vec<Block>,
    left: usize,
}

/// What stands together: the name of a place, or one change there.
struct Block {
    text: String,
    changes: usize,
}

impl Section {
    fn text(&self) -> String {
        let shown: usize = self.blocks.iter().map(|block| block.changes).sum();
        if shown + self.left == 0 {
            return String::new();
        }
        if shown == 0 {
            return format!("\n**{}** ({}): all left out\n", self.title, self.left);
        }
        let open = if self.open { " open" } else { "" };
        let left = match self.left {
            0 => String::new(),
            left => format!(", {left} of them left out"),
        };
        let blocks: String = self
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        format!(
            "\n<details{open}>\n<summary><b>{}</b> ({}{left})</summary>\n\n{}\n\n</details>\n",
            self.title,
            shown + self.left,
            blocks.trim_start()
        )
    }
}

fn sections(comparison: &Comparison, view: &View) -> Vec<Section> {
    let levels = [
        (Level::Breaking, "Breaking", 0),
        (Level::Warning, "Warnings", 1),
        (Level::Info, "Infos", 3),
    ];
    let [breaking, warnings, infos] = levels.map(|(level, title, cut)| {
        let of_level = comparison
            .changes
            .iter()
            .filter(|change| change.accepted.is_none() && change.level(view.policy) == level);
        let groups = groups::by_place(of_level, view.policy);
        Section {
            title,
            open: level == Level::Breaking,
            cut,
            blocks: groups
                .iter()
                .flat_map(|group| blocks(group, view))
                .collect(),
            left: 0,
        }
    });
    let accepted = Section {
        title: "Accepted",
        open: false,
        cut: 2,
        blocks: accepted(comparison, view.policy),
        left: 0,
    };
    let mut sections = vec![breaking, warnings, infos, accepted];
    for (title, cut, texts) in rust_markdown::sections(comparison) {
        sections.push(Section {
            title,
            open: false,
            cut,
            blocks: texts
                .into_iter()
                .map(|(text, changes)| Block { text, changes })
                .collect(),
            left: 0,
        });
    }
    sections
}

/// Takes blocks away from the end of the least important sections until the rest has room.
fn cut(sections: &mut [Section], room: usize) {
    let size = |sections: &[Section]| -> usize {
        sections.iter().map(|section| section.text().len()).sum()
    };
    let mut over = size(sections).saturating_sub(room);
    let mut order: Vec<&mut Section> = sections.iter_mut().collect();
    order.sort_by_key(|section| Reverse(section.cut));
    for section in order {
        while over > 0
            && let Some(block) = section.blocks.pop()
        {
            over = over.saturating_sub(block.text.len());
            section.left += block.changes;
        }
        // The name of a place of which nothing is left.
        while section.left > 0
            && section
                .blocks
                .last()
                .is_some_and(|block| block.changes == 0)
        {
            section.blocks.pop();
        }
    }
}

fn blocks(group: &Group<'_>, view: &View) -> Vec<Block> {
    let title = words::title(group.place);
    let name = match group.place {
        Place::Operation { .. } => code(&title.name),
        Place::Schema { .. } => format!("{} {}", title.noun, code(&title.name)),
        Place::Document => escaped(&title.name),
    };
    let mut heading = format!("\n\n**{name}**");
    if !title.id.is_empty() {
        heading.push_str(&format!(" ({})", code(&title.id)));
    }
    let mut blocks = Vec::new();
    if let [change] = &*group.changes
        && change.subject.is_empty()
    {
        let uses = group.uses().map(words::uses);
        let text = format!("{heading} {}", self::change(change, &[], uses, view));
        return vec![Block { text, changes: 1 }];
    }
    let uses = match group.uses() {
        Some(uses) => format!(", {}", prose(&words::uses(uses))),
        None => String::new(),
    };
    let text = format!("{heading}{uses}\n");
    blocks.push(Block { text, changes: 0 });
    for together in group.folded(view.policy) {
        let [change, others @ ..] = &*together else {
            continue;
        };
        let uses = group.uses_of(change).map(words::uses);
        blocks.push(Block {
            text: format!("\n- {}", self::change(change, others, uses, view)),
            changes: together.len(),
        });
    }
    blocks
}

/// One change, and the values of others that are told with it.
fn change(change: &Change, others: &[&Change], uses: Option<String>, view: &View) -> String {
    let mut out = prose(&words::headline(change));
    out.push_str(&values(change));
    for other in others {
        if let Some(value) = words::alone(other) {
            out.push_str(&format!(", {}", code(&value)));
        }
    }
    let mut tail = vec![code(&words::rules(change))];
    tail.extend(words::judgement(change, view));
    if change.level(view.policy) > Level::Info {
        tail.push(code(&values::name(&change.fingerprint)));
    }
    if change.level(view.policy) == Level::Breaking {
        tail.extend(words::spot(change).map(|spot| code(&words::spot_text(spot))));
    }
    let apart = match change.level(view.policy) {
        Level::Info => " ",
        _ => "<br>",
    };
    out.push_str(&format!("{apart}<sub>{}</sub>", tail.join(" · ")));
    if let Some(evidence) = &change.evidence {
        let evidence = values::clip(evidence, MOST_OF_A_REASON);
        out.push_str(&format!("<br>taken for the same: {}", prose(&evidence)));
    }
    if let Some(uses) = uses {
        out.push_str(&format!("<br>{}", prose(&uses)));
    }
    out
}

/// Both values; what differs is in bold where it is not all of them.
pub(crate) fn values(change: &Change) -> String {
    match words::values(change) {
        Values::None => String::new(),
        Values::Was(was) => format!(": was {}", code(&was)),
        Values::Is(is) => format!(": now {}", code(&is)),
        Values::Both(both) if both.before.is_empty() && both.after.is_empty() => {
            format!(": {} → {}", code(&both.was), code(&both.is))
        }
        Values::Both(both) => {
            let marked = |middle: &str| {
                let middle = match middle {
                    "" => String::new(),
                    text => format!("<b>{}</b>", escaped(text)),
                };
                let (before, after) = (escaped(&both.before), escaped(&both.after));
                format!("<code>{before}{middle}{after}</code>")
            };
            format!(": {} → {}", marked(&both.was), marked(&both.is))
        }
    }
}

fn accepted(comparison: &Comparison, policy: Policy) -> Vec<Block> {
    let changes = groups::accepted(comparison, policy);
    let blocks = changes.into_iter().filter_map(|change| {
        let accepted = change.accepted.as_ref()?;
        let title = code(&words::title(&change.place).short());
        let sentence = prose(&words::headline(change));
        let reason = values::clip(&words::accepted(accepted), MOST_OF_A_REASON);
        Some(Block {
            text: format!(
                "\n- {title} {sentence}{} · <em>{}</em> · {}",
                values(change),
                prose(&reason),
                code(&values::name(&change.fingerprint))
            ),
            changes: 1,
        })
    });
    blocks.collect()
}

//! From differences of schemas to changes: who reaches them, and what that means there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::change::{Kind, Level, Place};
use super::compared::{Compared, Root};
use super::delta::{Block, BlockId, Delta, Step, What, path};
use super::finding::{Finding, Rules};
use super::judge::Context;

impl<'t> Compared<'t> {
    /// Turns the differences of all schemas into findings, each once.
    pub(super) fn reached(&mut self) {
        let blocks = std::mem::take(&mut self.schemas.blocks);
        let changed = changed(&blocks);
        let mut findings: BTreeMap<(BlockId, usize), Found> = BTreeMap::new();
        for root in &self.roots {
            if !changed.contains(&root.block) {
                continue;
            }
            visit(&blocks, &changed, root, &mut |id, below| {
                let Some(block) = blocks.get(id) else { return };
                for (index, delta) in block.deltas.iter().enumerate() {
                    let context = Context {
                        position: &root.position,
                        below: below || !delta.site.is_empty(),
                        stability: root.stability,
                        settings: self.settings,
                    };
                    let mut rules = context.rules(delta);
                    if root.home.area.is_none() {
                        // It reaches nobody who calls.
                        rules
                            .iter_mut()
                            .for_each(|(_, most)| *most = Some(Level::Info));
                    }
                    if rules.is_empty() {
                        continue;
                    }
                    let found = findings.entry((id, index)).or_insert_with(|| Found {
                        rules: Rules::default(),
                        areas: BTreeSet::new(),
                        first: root,
                    });
                    found.rules.add(rules, &root.used());
                    found.areas.extend(root.home.area.clone());
                }
            });
        }
        for ((id, index), found) in findings {
            if let Some(block) = blocks.get(id)
                && let Some(delta) = block.deltas.get(index)
            {
                self.findings.push(finding(block, delta, found));
            }
        }
        self.schemas.blocks = blocks;
    }
}

/// A difference that somebody reaches.
struct Found<'r> {
    rules: Rules,
    areas: BTreeSet<String>,
    first: &'r Root<'r>,
}

/// The blocks in which or below which something differs.
fn changed(blocks: &[Block<'_>]) -> HashSet<BlockId> {
    let mut above: Vec<Vec<BlockId>> = vec![Vec::new(); blocks.len()];
    for (id, block) in blocks.iter().enumerate() {
        for inner in &block.uses {
            if let Some(list) = above.get_mut(*inner) {
                list.push(id);
            }
        }
    }
    let differing = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !block.deltas.is_empty());
    let mut open: Vec<BlockId> = differing.map(|(id, _)| id).collect();
    let mut changed: HashSet<BlockId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        for &id in above.get(id).into_iter().flatten() {
            if changed.insert(id) {
                open.push(id);
            }
        }
    }
    changed
}

/// Visits every changed block that a root reaches, once.
fn visit(
    blocks: &[Block<'_>],
    changed: &HashSet<BlockId>,
    root: &Root<'_>,
    see: &mut impl FnMut(BlockId, bool),
) {
    let mut seen = HashSet::from([root.block]);
    let mut open = vec![root.block];
    while let Some(id) = open.pop() {
        see(id, id != root.block);
        for inner in blocks.get(id).into_iter().flat_map(|block| &block.uses) {
            if changed.contains(inner) && seen.insert(*inner) {
                open.push(*inner);
            }
        }
    }
}

fn finding<'t>(block: &Block<'t>, delta: &Delta<'t>, found: Found<'_>) -> Finding<'t> {
    let name = block.names.0.or(block.names.1);
    let mut site: Vec<Step<'t>> = delta.site.to_vec();
    let (kind, evidence) = match &delta.what {
        What::Property(property) => {
            site.push(Step::Property(property.name));
            (
                if property.added {
                    Kind::Added
                } else {
                    Kind::Removed
                },
                None,
            )
        }
        What::Renamed { from, evidence, .. } => {
            site.push(Step::Property(from.name));
            (Kind::Renamed, Some(evidence.clone()))
        }
        _ => (Kind::Changed, None),
    };
    let inner = path(&site);
    let (place, subject) = match name {
        Some(name) => {
            let subject = match inner.as_str() {
                "" => String::new(),
                inner => format!("`{inner}`"),
            };
            (
                Place::Schema {
                    name: name.to_owned(),
                },
                subject,
            )
        }
        None => {
            let subject = match (found.first.part.to_string().as_str(), inner.as_str()) {
                (subject, "") => subject.to_owned(),
                ("", inner) => format!("`{inner}`"),
                (subject, inner) => format!("{subject} `{inner}`"),
            };
            (found.first.home.place.clone(), subject)
        }
    };
    Finding {
        kind,
        place,
        subject,
        was: delta.was.clone(),
        is: delta.is.clone(),
        evidence,
        old: delta.old,
        new: delta.new,
        rules: found.rules,
        areas: found.areas,
    }
}

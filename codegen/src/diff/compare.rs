//! Two schemas, compared by what they allow.
//!
//! A pair of schemas that have a name, or that a body begins with, is a block. It is compared once,
//! however many operations reach it, and remembers which pairs stand below it: so circles end, and
//! a change of a shared schema is found once. What it is called plays no part.

mod asked;
mod keywords;
mod limits;
mod members;
mod merge;
mod properties;
mod schemas_below;
mod view;

pub(super) use keywords::short;
pub(super) use members::resemble;
pub(super) use view::View;

use std::cell::RefCell;
use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

use super::api::{Api, NOTHING, SchemaAt};
use super::delta::{Block, BlockId, Delta, Marks, Step, TypeShift, What};
use super::schema::{Schema, Types};
use super::tree::Node;
use asked::{Answer, Asked, Question};

/// The most blocks that are looked at to find out whether two schemas are the same.
const MOST_LOOKED_AT: usize = 500;

/// Compares the schemas of two documents.
pub(super) struct Comparer<'t> {
    pub(super) old: &'t Api<'t>,
    pub(super) new: &'t Api<'t>,
    pub(super) blocks: Vec<Block<'t>>,
    pairs: FxHashMap<BlockKey, BlockId>,
    /// The same, whether or not they may be null.
    met: FxHashSet<(usize, usize)>,
    /// Blocks that nobody has looked into yet.
    open: VecDeque<(BlockId, View<'t>, View<'t>)>,
    /// What is known of whether two schemas are the same.
    asked: Rc<RefCell<Asked>>,
    /// Whether to stop at the first difference.
    glance: bool,
    differs: bool,
}

/// What tells a pair of schemas from every other: where both stand, and whether each may be null,
/// which is said around them.
type BlockKey = (usize, usize, bool, bool);

/// Where a comparison is.
pub(super) struct Here<'t> {
    block: BlockId,
    site: Vec<Step<'t>>,
    marks: Marks,
}

impl<'t> Here<'t> {
    fn new(block: BlockId) -> Self {
        Self {
            block,
            site: Vec::new(),
            marks: Marks::default(),
        }
    }
}

impl<'t> Comparer<'t> {
    pub(super) fn new(old: &'t Api<'t>, new: &'t Api<'t>) -> Self {
        Self {
            old,
            new,
            blocks: Vec::new(),
            pairs: FxHashMap::default(),
            met: FxHashSet::default(),
            open: VecDeque::new(),
            asked: Rc::default(),
            glance: false,
            differs: false,
        }
    }

    /// The block of two schemas that a body or a parameter begins with, compared with all below.
    pub(super) fn root(&mut self, old: SchemaAt<'t>, new: SchemaAt<'t>) -> BlockId {
        let old = View::of(self.old, old).whole();
        let new = View::of(self.new, new).whole();
        let block = self.block(old, new);
        self.finish();
        block
    }

    /// Whether nothing differs in a block, and nothing stands below it.
    pub(super) fn is_plain(&self, block: BlockId) -> bool {
        let block = self.blocks.get(block);
        block.is_none_or(|block| block.deltas.is_empty() && block.uses.is_empty())
    }

    /// Whether two schemas were compared already, wherever they stand.
    pub(super) fn has_met(&self, old: SchemaAt<'t>, new: SchemaAt<'t>) -> bool {
        let key = |api: &Api<'t>, at| View::of(api, at).key();
        self.met.contains(&(key(self.old, old), key(self.new, new)))
    }

    fn finish(&mut self) {
        while let Some((block, old, new)) = self.open.pop_front() {
            self.views(&old, &new, &mut Here::new(block));
            if self.glance && (self.differs || self.blocks.len() > MOST_LOOKED_AT) {
                self.differs = true;
                self.open.clear();
            }
        }
    }

    fn block(&mut self, old: View<'t>, new: View<'t>) -> BlockId {
        let may_be_null = |view: &View<'t>| view.schema.nullable;
        let key = (old.key(), new.key(), may_be_null(&old), may_be_null(&new));
        // What stands nowhere has no place of its own.
        let known = self.pairs.get(&key).copied();
        if let Some(known) =
            known.filter(|_| key.0 != NOTHING.address() || key.1 != NOTHING.address())
        {
            return known;
        }
        let block = self.blocks.len();
        self.blocks.push(Block {
            names: (old.name, new.name),
            alike: are_alike(&old.schema, &new.schema),
            deltas: Vec::new(),
            uses: Vec::new(),
        });
        self.pairs.insert(key, block);
        self.met.insert((key.0, key.1));
        self.open.push_back((block, old, new));
        block
    }

    /// Compares what stands at two places below a schema.
    fn pair(&mut self, old: SchemaAt<'t>, new: SchemaAt<'t>, step: Step<'t>, here: &mut Here<'t>) {
        if self.glance && self.differs {
            return;
        }
        let old = View::of(self.old, old);
        let new = View::of(self.new, new);
        self.below(old, new, step, here);
    }

    fn below(&mut self, old: View<'t>, new: View<'t>, step: Step<'t>, here: &mut Here<'t>) {
        here.site.push(step);
        if old.name.is_some() || new.name.is_some() {
            let (old, new) = self.nullable_around(old, new, here);
            let block = self.block(old, new);
            if let Some(above) = self.blocks.get_mut(here.block) {
                above.uses.push(block);
            }
        } else {
            let marks = here.marks;
            self.views(&old.whole(), &new.whole(), here);
            here.marks = marks;
        }
        here.site.pop();
    }

    /// Puts what is said around two schemas of whether they may be null into them, and tells where
    /// it differs there and not in them.
    fn nullable_around(
        &mut self,
        mut old: View<'t>,
        mut new: View<'t>,
        here: &Here<'t>,
    ) -> (View<'t>, View<'t>) {
        let may_be_null = |view: &View<'t>| view.schema.nullable || view.around.nullable;
        let (was, is) = (may_be_null(&old), may_be_null(&new));
        if was != is && old.schema.nullable == new.schema.nullable {
            self.nullable(is, old.node(), new.node(), here);
        } else if was == is {
            (old.schema.nullable, new.schema.nullable) = (was, is);
        }
        (old, new)
    }

    /// Remembers a difference.
    fn tell(
        &mut self,
        here: &Here<'t>,
        what: What<'t>,
        texts: (String, String),
        nodes: (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
    ) {
        self.differs = true;
        let delta = Delta {
            what,
            site: here.site.clone().into_boxed_slice(),
            was: texts.0,
            is: texts.1,
            old: nodes.0,
            new: nodes.1,
            marks: here.marks,
        };
        if let Some(block) = self.blocks.get_mut(here.block) {
            block.deltas.push(delta);
        }
    }

    fn nullable(&mut self, now: bool, old: &'t Node<'t>, new: &'t Node<'t>, here: &Here<'t>) {
        let suffix = if now {
            "became-nullable"
        } else {
            "became-not-nullable"
        };
        self.tell(
            here,
            What::Plain(suffix),
            (String::new(), String::new()),
            (Some(old), Some(new)),
        );
    }

    /// Whether two schemas allow the same, as far as a glance tells.
    pub(super) fn are_same(&mut self, old: SchemaAt<'t>, new: SchemaAt<'t>) -> bool {
        let question = Question::Whole(old.key(), new.key());
        self.ask(question, (old.node(), new.node()), |glance| {
            let old = View::of(glance.old, old).whole();
            let new = View::of(glance.new, new).whole();
            glance.block(old, new);
        })
    }

    /// Like [`Self::are_same`], for schemas that were put together.
    fn are_same_schemas(&self, old: &View<'t>, new: &View<'t>) -> bool {
        let question = Question::Merged(old.key(), new.key());
        self.ask(question, (old.node(), new.node()), |glance| {
            glance.blocks.push(Block::default());
            glance.schemas(old, new, &mut Here::new(0));
        })
    }

    /// Takes a glance at two schemas, unless the answer is known.
    fn ask(
        &self,
        question: Question,
        nodes: (&'t Node<'t>, &'t Node<'t>),
        look: impl FnOnce(&mut Self),
    ) -> bool {
        let answer = self.asked.borrow_mut().begin(question);
        match answer {
            Answer::Known(same) => return same,
            Answer::TooDeep => return nodes.0 == nodes.1,
            Answer::Open => {}
        }
        let mut glance = Self::new(self.old, self.new);
        glance.glance = true;
        glance.asked = Rc::clone(&self.asked);
        look(&mut glance);
        glance.finish();
        self.asked.borrow_mut().end(question, !glance.differs)
    }

    /// Compares two schemas at the same place.
    fn views(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        here.marks.read_only |= new.schema.read_only;
        here.marks.write_only |= new.schema.write_only;
        let (apart, apart_now) = (old.schema.all_of.is_empty(), new.schema.all_of.is_empty());
        if apart && apart_now {
            return self.schemas(old, new, here);
        }
        let merged_old = merge::merged(self.old, old);
        let merged_new = merge::merged(self.new, new);
        if apart == apart_now {
            return self.parts(old, new, (&merged_old, &merged_new), here);
        }
        // One of them is written in parts. Where the other says nothing of its own, parts came or went.
        let plain = if apart { &old.schema } else { &new.schema };
        let bare =
            plain.properties.is_empty() && plain.one_of.is_empty() && plain.any_of.is_empty();
        match bare && !self.are_same_schemas(&merged_old, &merged_new) {
            true => self.parts(old, new, (&merged_old, &merged_new), here),
            false => {
                self.told_silent(old, new, here);
                self.schemas(&merged_old, &merged_new, here);
            }
        }
    }

    /// Compares two schemas of which the parts, if any, are dealt with.
    fn schemas(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        if self.glance && self.differs {
            return;
        }
        let (a, b) = (&old.schema, &new.schema);
        let nodes = (Some(old.node()), Some(new.node()));
        if a.never != b.never {
            let suffix = if b.never { "not-added" } else { "not-removed" };
            return self.tell(
                here,
                What::Plain(suffix),
                (String::new(), String::new()),
                nodes,
            );
        }
        if a.nullable != b.nullable
            && !(a.null_type && takes_null(b))
            && !(b.null_type && takes_null(a))
        {
            self.nullable(b.nullable, old.node(), new.node(), here);
        }
        let choice = self.choices(old, new, here);
        if choice == members::Choice::Everything {
            return;
        }
        if choice == members::Choice::Nothing {
            self.types(old, new, here);
        }
        self.values(old, new, here);
        self.limits(old, new, here);
        self.content(old, new, here);
        self.discriminators(old, new, here);
        self.properties(old, new, choice == members::Choice::Wrapped, here);
        self.keyed(old, new, here);
        self.subs(old, new, here);
    }

    fn types(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        let was = (self.kinds_of(self.old, old), old.schema.format);
        let is = (self.kinds_of(self.new, new), new.schema.format);
        if was == is {
            return;
        }
        let item = (was.0 != is.0 && is.0 == Types::ARRAY)
            .then(|| super::schema::node(new.schema.items))
            .flatten()
            .map(|item| View::of(self.new, SchemaAt::Node(item)).schema.types);
        let shift = TypeShift {
            old: was,
            new: is,
            item_of_new: item,
        };
        let nodes = (Some(old.node()), Some(new.node()));
        self.tell(
            here,
            What::Type(shift),
            (type_text(was), type_text(is)),
            nodes,
        );
    }

    /// The kinds of values of a schema; of a choice between such values, theirs.
    fn kinds_of(&self, api: &Api<'t>, view: &View<'t>) -> Types {
        match kinds(&view.schema) {
            kinds if kinds.is_any() => {
                members::types_of(api, &view.schema).map_or(kinds, |(_, types)| types)
            }
            kinds => kinds,
        }
    }
}

/// Whether two schemas may well be one that was changed.
fn are_alike(old: &Schema<'_>, new: &Schema<'_>) -> bool {
    let plain = old.properties.is_empty() && new.properties.is_empty();
    (plain && kinds(old) == kinds(new)) || resemble(old, new)
}

/// Whether a schema says nothing of types, and so takes `null` where that is a type.
fn takes_null(schema: &Schema<'_>) -> bool {
    !schema.nullable && schema.types.is_any()
}

/// The kinds of values that a schema allows, said or implied by its other keywords.
pub(super) fn kinds(schema: &Schema<'_>) -> Types {
    if !schema.types.is_any() {
        return schema.types;
    }
    if !schema.properties.is_empty() {
        return Types::OBJECT;
    }
    if !schema.items.is_absent() {
        return Types::ARRAY;
    }
    let values = schema
        .values
        .iter()
        .flatten()
        .copied()
        .chain(schema.constant);
    let kinds: Vec<Types> = values
        .map(|value| match value {
            Node::Text(_) => Types::STRING,
            Node::Number(number) if number.is_f64() => Types::NUMBER,
            Node::Number(_) => Types::INTEGER,
            _ => Types::default(),
        })
        .collect();
    match kinds.first() {
        Some(first) if kinds.iter().all(|kind| kind == first) => *first,
        _ => Types::default(),
    }
}

fn type_text((types, format): (Types, Option<&str>)) -> String {
    match format {
        Some(format) => format!("{types} ({format})"),
        None => types.to_string(),
    }
}

/// A schema in a few words, as for a property that is new or gone.
pub(super) fn summary(view: &View<'_>) -> String {
    let schema = &view.schema;
    let kinds = kinds(schema);
    if let Some(name) = view.name {
        return name.to_owned();
    }
    match schema.format {
        Some(_) => type_text((kinds, schema.format)),
        None if kinds.is_any() => match (
            schema.one_of.len(),
            schema.any_of.len(),
            schema.all_of.len(),
        ) {
            (0, 0, 0) => "any type".to_owned(),
            _ => "a choice".to_owned(),
        },
        None => kinds.to_string(),
    }
}

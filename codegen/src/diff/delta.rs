//! What differs between two schemas, before anybody says for whom it matters.

use std::fmt;

use super::schema::Types;
use super::tree::Node;

/// The number of a pair of schemas that were compared.
pub(super) type BlockId = usize;

/// A pair of schemas of which at least one has a name, or that a body or parameter begins with.
#[derive(Debug, Default)]
pub(super) struct Block<'t> {
    /// The names of both, where they have one.
    pub(super) names: (Option<&'t str>, Option<&'t str>),
    /// Whether they may well be one schema: both are plain, or share half of their properties.
    pub(super) alike: bool,
    pub(super) deltas: Vec<Delta<'t>>,
    /// The pairs that stand below this one.
    pub(super) uses: Vec<BlockId>,
}

/// One difference.
#[derive(Clone, Debug)]
pub(super) struct Delta<'t> {
    pub(super) what: What<'t>,
    /// Where in the pair of schemas; empty for the schemas themselves.
    pub(super) site: Box<[Step<'t>]>,
    /// What it was, in a few words; empty where there was nothing.
    pub(super) was: String,
    /// What it is now, in a few words; empty where there is nothing.
    pub(super) is: String,
    pub(super) old: Option<&'t Node<'t>>,
    pub(super) new: Option<&'t Node<'t>>,
    /// Whether the schema it stands in is only ever read, or only ever written.
    pub(super) marks: Marks,
}

/// Whether values travel in one direction only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

/// One step down from a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step<'t> {
    Property(&'t str),
    Items,
    AdditionalProperties,
    Member(&'static str, usize),
    Keyword(&'static str),
    Keyed(&'static str, &'t str),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(name) => write!(f, ".{name}"),
            Self::Items => f.write_str("[]"),
            Self::AdditionalProperties => f.write_str(".*"),
            Self::Member(keyword, index) => write!(f, "({keyword} {})", index + 1),
            Self::Keyword(keyword) => write!(f, "({keyword})"),
            Self::Keyed(keyword, key) => write!(f, "({keyword} {key})"),
        }
    }
}

/// A site as a person reads it, such as `members[].name`; empty for the schema itself.
pub(super) fn path(site: &[Step<'_>]) -> String {
    let text: String = site.iter().map(ToString::to_string).collect();
    match text.strip_prefix('.') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// What a difference is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What<'t> {
    /// One that is the same for whatever it stands in; the end of its rule's name.
    Plain(&'static str),
    /// Type or format differ.
    Type(TypeShift<'t>),
    /// The types that a choice between types allows.
    Types { added: Types, gone: Types },
    /// Values of an enum.
    Values { added: bool },
    /// An enum where there was none.
    BecameEnum,
    /// An enum is gone.
    EnumGone,
    /// A property.
    Property(Property<'t>),
    /// A property has another name.
    Renamed {
        from: Property<'t>,
        to: Property<'t>,
        evidence: String,
    },
    /// A property that both have became required or optional.
    Required {
        now: bool,
        with_default: bool,
        write_only: bool,
    },
    /// A property is read or written only, or no longer.
    Mutability {
        read: bool,
        now: bool,
        required: bool,
    },
    /// A property is deprecated, or no longer.
    Deprecated {
        now: bool,
        sunset: Option<&'t Node<'t>>,
    },
    /// The stability of a property.
    Stability {
        from: Option<&'t Node<'t>>,
        to: Option<&'t Node<'t>>,
    },
    /// A body was an object and is a choice now.
    Wrapped,
}

/// A property that is new or gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Property<'t> {
    pub(super) name: &'t str,
    pub(super) added: bool,
    pub(super) required: bool,
    pub(super) has_default: bool,
    pub(super) marks: (bool, bool),
}

/// Types and formats on both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TypeShift<'t> {
    pub(super) old: (Types, Option<&'t str>),
    pub(super) new: (Types, Option<&'t str>),
    /// The element type of the new array, where one value became a list of such values.
    pub(super) item_of_new: Option<Types>,
}

//! Opening files whose table of contents is wrong: what it does not lead to is looked for in the file.
//!
//! Programs that sign or stamp documents write offsets that are a byte early, and objects right behind each other.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::dict::keys::{CONTENTS, FONT, RESOURCES, XOBJECT};
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier};
use regex::bytes::Regex;

use super::heads::{Head, heads};
use super::salvage::salvage;
use super::tree::Tree;

/// What leads to a table of contents.
static TABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)startxref").ok());

/// A document with its pages.
pub(super) struct Found {
    pub pdf: Pdf,
    pub tree: Tree,
    /// Whether its pages were gathered without its tree: there may have been more.
    pub gathered: bool,
}

impl Found {
    fn of(pdf: Pdf, gathered: bool) -> Self {
        let tree = Tree::of(&pdf);
        Self { pdf, tree, gathered }
    }

    /// How much of it is there: its pages, and what the file holds and they lack.
    fn worth(&self, heads: &[Head]) -> (usize, std::cmp::Reverse<usize>) {
        (self.tree.present(), std::cmp::Reverse(lacking(&self.pdf, heads)))
    }
}

/// The document that holds most: as the library opens it, with a table of contents made anew, or with its pages gathered.
pub(super) fn best(bytes: &Arc<Vec<u8>>, opened: Option<Pdf>) -> Option<Found> {
    let opened = opened.map(|pdf| Found::of(pdf, false));
    let heads = heads(bytes);
    if let Some(found) = &opened
        && found.tree.is_whole()
        && !is_short(&found.pdf, &heads)
    {
        return opened;
    }
    let mut best = opened.map(|found| (found.worth(&heads), found));
    for (made, gathered) in [(anew(bytes, &heads), false), (salvage(bytes), true)] {
        let whole = best.as_ref().is_some_and(|((_, lacking), found)| found.tree.is_whole() && lacking.0 == 0);
        let Some(pdf) = made.filter(|_| !whole).and_then(|bytes| Pdf::new(Arc::new(bytes)).ok()) else { continue };
        let found = Found::of(pdf, gathered);
        let worth = found.worth(&heads);
        // Pages that were taken out of the tree must not come back.
        let known = best.as_ref().filter(|(_, found)| found.tree.present() > 0).and_then(|(_, found)| found.tree.count);
        let better = best.as_ref().is_none_or(|(before, _)| worth > *before);
        if better && known.is_none_or(|known| found.tree.leaves.len() <= known) {
            best = Some((worth, found));
        }
    }
    best.map(|(_, found)| found)
}

/// Whether the file holds objects that the library does not see.
fn is_short(pdf: &Pdf, heads: &[Head]) -> bool {
    let numbers: HashSet<u32> = heads.iter().map(|head| head.number).collect();
    let unseen = |head: &Head| head.glued && pdf.xref().get::<Object<'_>>(id(head)).is_none();
    (numbers.len() > pdf.len() || heads.iter().any(unseen)) && lacking(pdf, heads) > 0
}

fn id(head: &Head) -> ObjectIdentifier {
    ObjectIdentifier::new(head.number, i32::try_from(head.generation).unwrap_or(0))
}

/// How many of the objects that pages name are in the file and cannot be had.
fn lacking(pdf: &Pdf, heads: &[Head]) -> usize {
    let held: HashSet<ObjectIdentifier> = heads.iter().map(id).collect();
    let mut named: HashSet<ObjectIdentifier> = HashSet::new();
    for page in pdf.pages().iter() {
        let raw = page.raw();
        named.extend([CONTENTS, RESOURCES].iter().filter_map(|key| raw.get_ref(*key)).map(ObjectIdentifier::from));
        let parts = raw.get::<Array<'_>>(CONTENTS);
        let parts = parts.iter().flat_map(|parts| parts.raw_iter());
        named.extend(parts.filter_map(|part| part.as_obj_ref()).map(ObjectIdentifier::from));
        let resources = raw.get::<Dict<'_>>(RESOURCES);
        for key in [FONT, XOBJECT] {
            let Some(resources) = &resources else { break };
            named.extend(resources.get_ref(key).map(ObjectIdentifier::from));
            let entries = resources.get::<Dict<'_>>(key);
            let entries = entries.iter().flat_map(|dict| dict.entries());
            named.extend(entries.filter_map(|(_, value)| match value {
                MaybeRef::Ref(id) => Some(ObjectIdentifier::from(id)),
                MaybeRef::NotRef(_) => None,
            }));
        }
    }
    named.iter().filter(|id| held.contains(id) && pdf.xref().get::<Object<'_>>(**id).is_none()).count()
}

/// The same file with its objects parted, and nothing that leads to its table of contents: the library makes its own.
fn anew(bytes: &[u8], heads: &[Head]) -> Option<Vec<u8>> {
    if heads.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len() + heads.len());
    let mut copied = 0;
    for head in heads.iter().filter(|head| head.glued) {
        out.extend_from_slice(bytes.get(copied..head.at)?);
        out.push(b'\n');
        copied = head.at;
    }
    out.extend_from_slice(bytes.get(copied..)?);
    let tables: Vec<usize> = TABLE.as_ref()?.find_iter(&out).map(|found| found.start()).collect();
    for at in tables {
        *out.get_mut(at)? = b'%';
    }
    Some(out)
}

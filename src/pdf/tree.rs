//! The tree of pages as a viewer counts it: pages that stand in it twice count twice, and one that is not there keeps its number.
//!
//! The library passes over both without a word, and every number behind them would be another than that on the screen.

use std::collections::{HashMap, HashSet};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::dict::keys::{COUNT, KIDS, PAGES, TYPE};
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjectIdentifier};

/// How many times pages may stand in the tree again; more of it is no document, but made to keep a reader busy.
const REPEATS: usize = 1_000;

/// A place in the tree: the position of the page among those of the library; none for one that cannot be had.
pub(super) type Leaf = Option<usize>;

/// The tree of pages.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The places of pages, in their order.
    pub leaves: Vec<Leaf>,
    /// How many pages the document says that it has.
    pub count: Option<usize>,
}

impl Tree {
    /// The tree of a document.
    pub fn of(pdf: &Pdf) -> Self {
        let pages = pdf.pages().len();
        let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
        let root = root.and_then(|catalogue| catalogue.get::<Dict<'_>>(PAGES));
        let count = root.as_ref().and_then(|r| r.get::<i32>(COUNT)).and_then(|n| usize::try_from(n).ok());
        let leaves = root.and_then(|root| walk(pdf, &root)).unwrap_or_default();
        // Where the tree is of no use, the library gathers pages by its own means.
        let known = leaves.iter().flatten().max().map_or(0, |last| last + 1);
        if known == pages { Self { leaves, count } } else { Self { leaves: (0..pages).map(Some).collect(), count } }
    }

    /// Number of places whose page cannot be had.
    pub fn broken(&self) -> usize {
        self.leaves.iter().filter(|leaf| leaf.is_none()).count()
    }

    /// Number of places whose page is there.
    pub fn present(&self) -> usize {
        self.leaves.len() - self.broken()
    }

    /// Whether it holds as many pages as it says, and all of them are there.
    pub fn is_whole(&self) -> bool {
        self.broken() == 0 && !self.leaves.is_empty() && self.count.is_none_or(|count| count <= self.leaves.len())
    }
}

/// The places below a node, in the order in which the library takes the pages.
fn walk(pdf: &Pdf, root: &Dict<'_>) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    let mut nodes: HashSet<ObjectIdentifier> = root.obj_id().into_iter().collect();
    let mut known: HashMap<ObjectIdentifier, Leaf> = HashMap::new();
    let (mut next, mut repeats) = (0, 0);
    let mut stack = vec![root.get::<Array<'_>>(KIDS)?.raw_iter()];
    while let Some(kids) = stack.last_mut() {
        let Some(kid) = kids.next() else {
            stack.pop();
            continue;
        };
        let (id, dict) = match kid {
            MaybeRef::Ref(id) => {
                let id = ObjectIdentifier::from(id);
                if let Some(leaf) = known.get(&id) {
                    repeats += 1;
                    if repeats <= REPEATS {
                        leaves.push(*leaf);
                    }
                    continue;
                }
                if nodes.contains(&id) {
                    continue;
                }
                (Some(id), pdf.xref().get::<Dict<'_>>(id))
            }
            MaybeRef::NotRef(object) => match object.into_dict() {
                Some(dict) => (None, Some(dict)),
                None => continue,
            },
        };
        let node = dict.as_ref().is_some_and(|d| d.get::<Name<'_>>(TYPE).as_deref() == Some(PAGES));
        if let Some(dict) = dict.as_ref().filter(|_| node) {
            nodes.extend(id);
            stack.extend(dict.get::<Array<'_>>(KIDS).map(|kids| kids.raw_iter()));
            continue;
        }
        let leaf = dict.map(|_| next);
        next += usize::from(leaf.is_some());
        known.extend(id.map(|id| (id, leaf)));
        leaves.push(leaf);
    }
    Some(leaves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A document whose tree has these kids; object 3 is a page.
    fn tree(kids: &str, count: usize) -> Tree {
        let file = format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count {count}/Kids[{kids}]>>\nendobj\n\
             3 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n4 0 obj\n<</Type/Pages/Kids[2 0 R 5 0 R]>>\nendobj\n\
             5 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
        );
        Tree::of(&Pdf::new(Arc::new(file.into_bytes())).unwrap())
    }

    #[test]
    fn pages_are_counted_as_they_stand_in_the_tree() {
        assert_eq!(tree("3 0 R 5 0 R", 2).leaves, [Some(0), Some(1)]);
        assert_eq!(tree("3 0 R 9 0 R 3 0 R 5 0 R", 4).leaves, [Some(0), None, Some(0), Some(1)]);
        assert_eq!(tree("4 0 R 3 0 R", 2).leaves, [Some(0), Some(1)], "a tree that holds itself");
    }

    #[test]
    fn a_tree_is_whole_that_holds_what_it_says() {
        assert!(tree("3 0 R", 1).is_whole() && tree("3 0 R 5 0 R", 1).is_whole());
        assert!(!tree("3 0 R", 2).is_whole() && !tree("3 0 R 9 0 R", 2).is_whole() && !tree("", 0).is_whole());
    }

    #[test]
    fn pages_do_not_stand_there_without_end() {
        assert_eq!(tree(&"3 0 R ".repeat(5_000), 5_000).leaves.len(), REPEATS + 1);
    }
}

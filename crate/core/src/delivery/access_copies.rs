//! Copies for use beside a master (DA/T 31-2017 9.5: long-term TIFF, JPEG or JPEG 2000; for use it may be turned into PDF
//! or others, OFD in practice): a file of the same item with as many pages, in a tree of its own.

use std::collections::BTreeSet;

use super::linkage::{UnitPage, first_tree};
use super::{Delivery, Tree};
use crate::facts::Format;

/// Trees that are a master in formats DA/T 31-2017 9.5 names, and PNG as profiles do.
const MASTERS: [Tree; 4] = [Tree::Tiff, Tree::Jpeg2000, Tree::Png, Tree::Jpeg];

impl Delivery<'_> {
    /// The PDF and OFD entries that are copies of a master. A unit that has no master, or another number of pages than
    /// it, has none; nor has a delivery without parallel trees, in which they are the only pages there are.
    #[must_use]
    pub fn access_copies(&self) -> BTreeSet<u32> {
        let units = self.link.units.values();
        units.flat_map(|pages| self.copies_of_unit(pages)).collect()
    }

    fn copies_of_unit(&self, pages: &[UnitPage]) -> Vec<u32> {
        let master = first_tree(pages);
        let of_master = master.first().and_then(|page| page.tree);
        if !of_master.is_some_and(|tree| MASTERS.contains(&tree)) {
            return Vec::new();
        }
        let Some(wanted) = self.pages_together(master.iter()) else {
            return Vec::new();
        };
        let tree = |tree| pages.iter().filter(move |page| page.tree == Some(tree));
        [Tree::Pdf, Tree::Ofd]
            .into_iter()
            .filter(|kind| self.pages_together(tree(*kind)) == Some(wanted))
            .flat_map(tree)
            .map(|page| page.entry)
            .filter(|entry| {
                let facts = self.measured.get(entry);
                facts.is_some_and(|facts| matches!(facts.format, Format::Pdf | Format::Ofd))
            })
            .collect()
    }

    /// `None` where there are none, or some cannot be counted.
    fn pages_together<'p>(&self, pages: impl Iterator<Item = &'p UnitPage>) -> Option<u64> {
        let counts: Option<Vec<u64>> = pages.map(|page| self.pages_of(page)).collect();
        let counts = counts?;
        (!counts.is_empty()).then(|| counts.iter().sum())
    }
}

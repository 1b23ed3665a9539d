//! PKG-08: what must lie where, and what the description of a hand-over must say.

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Layout, Profile};

/// Keys a 说明文件 must have (DA/T 93-2022 annex B, STANDARDS §3.9); those of the 2012 rules are not known word for
/// word and not asked.
const KEYS: &[&str] = &["移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    match profile.package.layout {
        Some(layout) => laid_out(delivery, layout, ledger),
        None => ledger.not_run(Check::Pkg08, NotRun::NotAsked),
    }
}

/// The folder all entries lie in, with its `/`; empty where they do not share one.
fn root<'a>(delivery: &Delivery<'a>) -> &'a str {
    let mut paths = delivery
        .facts
        .container
        .entries
        .iter()
        .map(|e| e.path.as_str());
    let first = paths.next().unwrap_or_default();
    let top = first
        .find('/')
        .and_then(|at| first.get(..=at))
        .unwrap_or_default();
    if paths.all(|path| path.starts_with(top)) {
        top
    } else {
        ""
    }
}

fn laid_out(delivery: &Delivery<'_>, layout: Layout, ledger: &mut Ledger) {
    let root = root(delivery);
    let inside = || {
        let entries = delivery.facts.container.entries.iter();
        entries.filter_map(|entry| entry.path.strip_prefix(root))
    };
    let file = |name: &str| inside().any(|path| path.to_lowercase() == name.to_lowercase());
    let folders = || inside().filter_map(|path| path.split_once('/').map(|(top, _)| top));
    let mut wanted = vec![("说明文件.TXT", file("说明文件.TXT"))];
    match layout {
        Layout::Handover2012 => {
            let either = file("文件目录.XML") || file("案卷目录.XML");
            wanted.push(("文件目录.XML, 案卷目录.XML", either));
            wanted.push(("电子档案/", folders().any(|top| top == "电子档案")));
        }
        Layout::Dat93 => {
            wanted.push(("目录文件.XML", file("目录文件.XML")));
            wanted.push(("全宗/", folders().any(|top| top != "其他")));
        }
    }
    ledger.ran(Check::Pkg08, wanted.len() as u64);
    for (name, there) in wanted {
        if !there {
            ledger.find(
                Finding::new(Code::LayoutMissing, Locus::delivery())
                    .expected(format!("{root}{name}")),
            );
        }
    }
    for (path, _, facts) in delivery
        .descriptions()
        .filter(|(_, role, _)| *role != Role::BagTag)
    {
        if let Some(reason) = &facts.unreadable {
            ledger
                .find(Finding::new(Code::DescriptionUnreadable, Locus::entry(path)).found(reason));
        } else if layout == Layout::Dat93 {
            for key in KEYS {
                let said = facts
                    .keys
                    .iter()
                    .any(|k| k.key == *key && !k.value.is_empty());
                if !said {
                    ledger.find(
                        Finding::new(Code::DescriptionKeyMissing, Locus::entry(path))
                            .expected(*key),
                    );
                }
            }
        }
    }
}

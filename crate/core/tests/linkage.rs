//! Linkage over facts written by hand: deliveries of a size and a malice that no recipe has.

// A test that cannot be set up fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

use yanshou::delivery::{Delivery, ExceptionKind, Tree};
use yanshou::facts::{
    Cell, CellKind, ColourMode, ContainerFacts, DeliveryFacts, Entry, EntryFacts, EntryReading,
    FACTS_SCHEMA, Format, ImageFacts, NameGround, PageFacts, Readability, Table, TableRow,
    TablesFacts,
};
use yanshou::finding::Finding;
use yanshou::judge::judge;
use yanshou::profile::Profile;

/// Rows of the large deliveries; enough for a quadratic step to be felt in a test run.
const MANY: usize = 10_000;

/// A delivery in the making.
#[derive(Default)]
struct Made {
    paths: Vec<(String, Content)>,
}

enum Content {
    Pages(usize),
    Text,
    Table(Vec<Vec<String>>),
}

impl Made {
    fn pages(mut self, path: impl Into<String>, pages: usize) -> Self {
        self.paths.push((path.into(), Content::Pages(pages)));
        self
    }

    fn text(mut self, path: impl Into<String>) -> Self {
        self.paths.push((path.into(), Content::Text));
        self
    }

    fn table<S: Into<String>>(
        mut self,
        path: impl Into<String>,
        rows: impl IntoIterator<Item = Vec<S>>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(Into::into).collect());
        self.paths
            .push((path.into(), Content::Table(rows.collect())));
        self
    }

    fn facts(self) -> DeliveryFacts {
        let mut container = ContainerFacts::default();
        let mut entries = Vec::new();
        for (index, (path, what)) in (0_u32..).zip(self.paths) {
            let format = match &what {
                Content::Pages(_) if path.ends_with("tif") => Format::Tiff,
                Content::Pages(_) => Format::Jpeg,
                Content::Text => Format::Text,
                Content::Table(_) => Format::Ooxml,
            };
            let mut facts = EntryFacts {
                bytes: 1,
                format,
                ..EntryFacts::bare(index, EntryReading::Sound)
            };
            match what {
                Content::Pages(pages) => facts.image = Some(image(pages)),
                Content::Text => {}
                Content::Table(rows) => facts.tables = Some(tables(rows)),
            }
            container.entries.push(entry(index, path));
            entries.push(facts);
        }
        DeliveryFacts {
            schema: FACTS_SCHEMA.to_owned(),
            name: "made.zip".to_owned(),
            bytes: 1,
            original: None,
            earlier: None,
            patch: None,
            container,
            entries,
        }
    }
}

fn entry(index: u32, path: String) -> Entry {
    Entry {
        index,
        path,
        raw_name: String::new(),
        ground: NameGround::Ascii,
        backslashes: false,
        directory: false,
        method: 0,
        flags: 0,
        encrypted: false,
        crc32: 0,
        compressed: 1,
        size: 1,
        header_offset: 0,
        next_offset: None,
        modified: String::new(),
        path_faults: Vec::new(),
    }
}

fn image(pages: usize) -> ImageFacts {
    let page = PageFacts {
        width: 100,
        height: 100,
        colour: ColourMode::Grey,
        bits: 8,
        samples: 1,
        compression: String::new(),
        ..PageFacts::bare(Readability::Readable)
    };
    ImageFacts {
        pages: vec![page; pages],
        readability: Readability::Readable,
        trailing_bytes: 0,
    }
}

fn tables(rows: Vec<Vec<String>>) -> TablesFacts {
    let cell = |text: String| Cell {
        kind: if text.is_empty() {
            CellKind::Empty
        } else {
            CellKind::Text
        },
        text,
    };
    let rows = (1_u32..).zip(rows).map(|(number, cells)| TableRow {
        number,
        cells: cells.into_iter().map(cell).collect(),
    });
    TablesFacts {
        dialect: "xlsx".to_owned(),
        encoding: String::new(),
        tables: vec![Table {
            rows: rows.collect(),
            ..Table::default()
        }],
        unreadable: None,
        unsupported: false,
    }
}

fn profile() -> Profile {
    Profile::built_in("dat31-paper").unwrap()
}

/// Codes and places of the findings of linkage and its exceptions.
fn findings(facts: &DeliveryFacts) -> Vec<(&'static str, String)> {
    let judgement = judge(facts, &profile());
    let own = |finding: &&Finding| finding.code.dotted().starts_with("linkage.");
    let found = judgement.findings.iter().filter(own);
    found
        .map(|f| (f.code.dotted(), f.locus.entry.clone().unwrap_or_default()))
        .collect()
}

const HEAD: [&str; 3] = ["档号", "题名", "页数"];

fn catalogue(codes: impl IntoIterator<Item = String>) -> Vec<Vec<String>> {
    let head = std::iter::once(HEAD.map(str::to_owned).to_vec());
    let rows = codes
        .into_iter()
        .map(|code| vec![code, "通知".to_owned(), "1".to_owned()]);
    head.chain(rows).collect()
}

#[test]
fn many_rows_are_linked_by_the_parts_of_their_codes() {
    let code = |n: usize| format!("Z109-WS·{}-Y-BGS-{:04}", 2000 + n / 1000, n % 1000 + 1);
    let mut made = Made::default().table("目录.xlsx", catalogue((0..MANY).map(code)));
    for n in 0..MANY {
        let path = format!(
            "图像/Z109/{}年/永久/{}/0001.jpg",
            2000 + n / 1000,
            n % 1000 + 1
        );
        made = made.pages(path, 1);
    }
    let facts = made.facts();
    let profile = profile();
    let delivery = Delivery::new(&facts, &profile);
    assert_eq!(delivery.link.units.len(), MANY);
    assert!(delivery.link.orphans.is_empty());
    assert_eq!(findings(&facts), []);
}

#[test]
fn parts_that_say_the_same_everywhere_end_in_time_and_link_nothing() {
    let code = "甲-甲-甲-甲-甲-甲-甲-甲".to_owned();
    let path = |n: usize| format!("{}{n}/甲/0001.jpg", "甲/".repeat(14));
    let mut made = Made::default().table("目录.xlsx", catalogue([code]));
    for n in 0..200 {
        made = made.pages(path(n), 1);
    }
    let facts = made.facts();
    let profile = profile();
    assert!(Delivery::new(&facts, &profile).link.units.is_empty());
}

#[test]
fn many_items_share_the_file_of_one_volume() {
    let head = vec!["档号", "题名", "案卷档号", "页数", "页号"];
    let rows = (1..=MANY).map(|n| {
        let code = format!("C038-001-001-{n:05}");
        vec![
            code,
            "通知".into(),
            "C038-001-001".into(),
            "1".into(),
            n.to_string(),
        ]
    });
    let head = head.into_iter().map(str::to_owned).collect();
    let table: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let file = Made::default()
        .table("目录.xlsx", table.clone())
        .pages("图像/C038-001-001.tif", MANY)
        .facts();
    assert_eq!(findings(&file), []);
    let judgement = judge(&file, &profile());
    assert_eq!(judgement.counts.pages, MANY as u64);
    assert_eq!(judgement.units[6].pages.len(), 1);
    assert_eq!(judgement.units[6].pages[0].page, 7);
    let mut folder = Made::default().table("目录.xlsx", table);
    for n in 1..=MANY {
        folder = folder.pages(format!("图像/C038-001-001/{n:05}.jpg"), 1);
    }
    assert_eq!(findings(&folder.facts()), []);
}

#[test]
fn a_range_that_ends_nowhere_makes_no_pages() {
    let table = [
        vec!["档号", "题名", "案卷档号", "页数", "页号"],
        vec![
            "C038-001-001-001",
            "通知",
            "C038-001-001",
            "1",
            "1-18446744073709551615",
        ],
    ];
    let facts = Made::default()
        .table("目录.xlsx", table)
        .pages("图像/C038-001-001.tif", 0)
        .facts();
    let judgement = judge(&facts, &profile());
    assert_eq!(judgement.units[0].pages.len(), 1);
}

#[test]
fn trees_are_told_by_what_most_units_have() {
    let code = |n: usize| format!("Z109-WS·2011-Y-BGS-{n:04}");
    for (both, trees) in [(2, 2), (1, 0)] {
        let mut made = Made::default().table("目录.xlsx", catalogue((1..=4).map(code)));
        for n in 1..=4 {
            made = made.pages(format!("甲/{}/0001.tif", code(n)), 1);
        }
        for n in 1..=both {
            made = made.pages(format!("乙/{}/0001.jpg", code(n)), 1);
        }
        let facts = made.facts();
        let profile = profile();
        let link = Delivery::new(&facts, &profile).link;
        assert_eq!(link.trees.len(), trees, "{both} of 4");
        let expected = match both {
            2 => vec!["linkage.tree.unitMissing"; 2],
            _ => vec!["linkage.row.twoTargets"],
        };
        let codes: Vec<&str> = findings(&facts).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, expected, "{both} of 4");
    }
}

#[test]
fn a_folder_that_says_its_format_is_a_tree_from_its_first_unit() {
    let code = |n: usize| format!("Z109-WS·2011-Y-BGS-{n:04}");
    let mut made = Made::default().table("目录.xlsx", catalogue((1..=4).map(code)));
    for n in 1..=4 {
        made = made.pages(format!("TIFF/{}/0001.tif", code(n)), 1);
    }
    let facts = made.pages(format!("JPG/{}/0001.jpg", code(1)), 1).facts();
    let profile = profile();
    let link = Delivery::new(&facts, &profile).link;
    assert_eq!(link.trees, [Tree::Tiff, Tree::Jpeg]);
    assert_eq!(link.pages(&code(1)).len(), 1);
    assert_eq!(findings(&facts).len(), 3);
}

#[test]
fn text_for_a_whole_unit_is_a_tree_without_pages() {
    let code = |n: usize| format!("Z109-WS·2011-Y-BGS-{n:04}");
    let mut made = Made::default().table("目录.xlsx", catalogue((1..=2).map(code)));
    for n in 1..=2 {
        made = made
            .pages(format!("图像/{}/0001.jpg", code(n)), 1)
            .text(format!("文本/{}.txt", code(n)));
    }
    let facts = made.facts();
    let profile = profile();
    let link = Delivery::new(&facts, &profile).link;
    assert_eq!(link.trees, [Tree::Jpeg, Tree::Text]);
    assert_eq!(findings(&facts), []);
}

#[test]
fn numbers_of_a_volume_are_missing_to_its_items_unless_these_have_their_own_folder() {
    let volume = "C038-001-001";
    let (one, two) = ("C038-001-001-001", "C038-001-001-002");
    let told = |pages: &[&str], register: &[[&str; 4]]| {
        let head = ["档号", "题名", "页数", "页号", "案卷档号"];
        let three = "C038-001-001-003";
        let rows = [
            head,
            [one, "请示", "2", "1-2", volume],
            [two, "批复", "2", "3-4", volume],
            [three, "通知", "1", "5", volume],
        ];
        let mut made = Made::default().table("目录.xlsx", rows.map(|row| row.to_vec()));
        for page in pages {
            made = made.pages(format!("图像/{page}.jpg"), 1);
        }
        let mut table = vec![vec!["档号", "页号", "类型", "情况"]];
        table.extend(register.iter().map(|row| row.to_vec()));
        let facts = made.table("登记.xlsx", table).facts();
        let found = findings(&facts);
        found.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let paths =
        |names: &[&str]| -> Vec<String> { names.iter().map(|n| format!("{volume}/{n}")).collect() };
    let lying = |names: &[&str], register: &[[&str; 4]]| {
        let paths = paths(names);
        told(
            &paths.iter().map(String::as_str).collect::<Vec<_>>(),
            register,
        )
    };
    let applied = "linkage.exception.applied";
    let (count, gap) = ("linkage.pages.countMismatch", "linkage.sequence.gap");
    let (twice, width) = ("linkage.sequence.twice", "linkage.sequence.width");
    let none: [&str; 0] = [];
    assert_eq!(lying(&["0001", "0002", "0003", "0004", "0005"], &[]), none);
    let short = ["0001", "0002", "0003", "0005"];
    assert_eq!(lying(&short, &[]), [count, gap]);
    assert_eq!(lying(&short, &[[two, "", "缺页", "原件缺"]]), [applied; 2]);
    assert_eq!(lying(&short, &[[two, "4", "缺页", ""]]), [applied; 2]);
    let unused = "linkage.exception.unused";
    assert_eq!(
        lying(&short, &[[one, "", "缺页", ""]]),
        [count, gap, unused]
    );
    assert_eq!(
        lying(&["0001", "0002", "0003", "3", "0005"], &[]),
        [gap, twice, width]
    );
    // The second item has its own folder, the volume's has the others: pages 3 and 4 are not missing there.
    let mut own = paths(&["0001", "0002", "0005"]);
    own.extend(["0001", "0002"].map(|n| format!("{two}/{n}")));
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    assert_eq!(told(&own, &[]), none);
    assert_eq!(told(&own[1..], &[]), [count, "linkage.sequence.start"]);
}

/// One unit of two pages of which one is there, and a register with these rows.
fn registered(rows: &[[&str; 4]]) -> DeliveryFacts {
    let code = "Z109-WS·2011-Y-BGS-0001";
    let mut table = vec![vec!["档号", "页号", "类型", "情况"]];
    table.extend(rows.iter().map(|row| row.to_vec()));
    Made::default()
        .table("目录.xlsx", [HEAD.to_vec(), vec![code, "通知", "5"]])
        .pages(format!("图像/{code}/0001.jpg"), 1)
        .pages(format!("图像/{code}/0005.jpg"), 1)
        .table("登记.xlsx", table)
        .facts()
}

#[test]
fn a_register_answers_only_for_all_of_a_gap() {
    let code = "Z109-WS·2011-Y-BGS-0001";
    let applied = ("linkage.exception.applied", "");
    let unused = ("linkage.exception.unused", "登记.xlsx");
    let count = ("linkage.pages.countMismatch", "目录.xlsx");
    let gap = ("linkage.sequence.gap", "0005.jpg");
    for (rows, expected) in [
        (
            vec![[code, "2-4", "缺页", "原件缺"]],
            vec![applied, applied],
        ),
        (vec![[code, "2、3，4", "", "缺页"]], vec![applied, applied]),
        (
            vec![[code, "2", "缺页", ""], [code, "第3-4页", "缺页", ""]],
            vec![applied, applied],
        ),
        (vec![[code, "", "缺页", "原件缺"]], vec![applied, applied]),
        // 3 is not named: neither count nor gap is known
        (vec![[code, "2、4", "缺页", ""]], vec![count, gap, unused]),
        // the count is right, but these are other pages
        (vec![[code, "1-3", "缺页", ""]], vec![gap, applied]),
        (vec![[code, "2-4", "空白页", ""]], vec![count, gap, unused]),
        (
            vec![[code, "2-4", "其他", "另见说明"]],
            vec![count, gap, unused],
        ),
        (vec![[code, "二至四", "缺页", ""]], vec![count, gap, unused]),
        (
            vec![["Z109-WS·2011-Y-BGS-0002", "2-4", "缺页", ""]],
            vec![count, gap, unused],
        ),
    ] {
        let facts = registered(&rows);
        let found = findings(&facts);
        let mut found: Vec<(&str, &str)> = found
            .iter()
            .map(|(code, place)| {
                let place = place.rsplit('/').next().unwrap();
                let place = if code.ends_with("applied") { "" } else { place };
                (*code, place)
            })
            .collect();
        let mut expected = expected;
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{rows:?}");
    }
}

#[test]
fn a_register_is_no_catalogue_and_its_words_are_kept() {
    let facts = registered(&[["Z109-WS·2011-Y-BGS-0009", "3", "浮帖", "揭开加扫"]]);
    let profile = profile();
    let delivery = Delivery::new(&facts, &profile);
    assert_eq!(delivery.rows.len(), 1);
    let row = &delivery.exceptions[0];
    assert_eq!(row.kinds, [ExceptionKind::ExtraPages].into());
    assert_eq!((row.at.row, row.reason.as_str()), (2, "浮帖：揭开加扫"));
}

#[test]
fn many_registered_numbers_answer_for_one_gap() {
    let code = |n: usize| format!("Z109-WS·2011-Y-BGS-{n:05}");
    let head = vec!["档号".to_owned(), "类型".to_owned(), "情况".to_owned()];
    let rows = (2..MANY).map(|n| vec![code(n), "缺号".to_owned(), "跳号".to_owned()]);
    for (left_out, expected) in [(0, "linkage.exception.applied"), (1, "catalogue.code.gap")] {
        let register = std::iter::once(head.clone()).chain(rows.clone().skip(left_out));
        let facts = Made::default()
            .table("目录.xlsx", catalogue([code(1), code(MANY)]))
            .pages(format!("图像/{}/0001.jpg", code(1)), 1)
            .pages(format!("图像/{}/0001.jpg", code(MANY)), 1)
            .table("空号登记.xlsx", register)
            .facts();
        let judgement = judge(&facts, &profile());
        let mut codes = judgement.findings.iter().map(|f| f.code.dotted());
        assert!(codes.any(|code| code == expected), "{left_out} left out");
    }
}

#[test]
fn many_rows_of_metadata_with_one_name_end_in_time() {
    let code = |n: usize| format!("Z109-WS·2011-Y-BGS-{n:05}");
    let head = vec!["文件名".to_owned(), "宽度".to_owned()];
    let rows = (0..MANY).map(|_| vec!["0001.jpg".to_owned(), "100".to_owned()]);
    let mut made = Made::default().table("目录.xlsx", catalogue((1..=MANY).map(code)));
    for n in 1..=MANY {
        made = made.pages(format!("图像/{}/0001.jpg", code(n)), 1);
    }
    let facts = made
        .table("元数据.xlsx", std::iter::once(head).chain(rows))
        .facts();
    let found = findings(&facts);
    assert_eq!(found.len(), MANY);
    assert!(
        found
            .iter()
            .all(|(code, _)| *code == "linkage.metadata.withoutFile")
    );
}

#[test]
fn sizes_hold_in_the_unit_and_to_the_digit_they_are_written_in() {
    let code = "Z109-WS·2011-Y-BGS-0001";
    let path = format!("图像/{code}/0001.jpg");
    for (heading, cell, bytes, holds) in [
        ("文件大小", "2048", 2048, true),
        ("文件大小", "2,048", 2048, true),
        ("文件大小", "2", 2048, true),
        ("文件大小", "2049", 2048, false),
        ("文件大小(KB)", "2", 2048, true),
        ("文件大小", "2.0KB", 2048, true),
        ("文件大小(KB)", "2048字节", 2048, true),
        ("文件大小(KB)", "2049字节", 2048, false),
        ("文件大小", "1.95 MB", 2_048_000, true),
        ("文件大小", "2.05 MB", 2_048_000, true),
        ("文件大小", "2.15 MB", 2_048_000, false),
        ("文件大小", "约2兆", 2048, true), // not understood, so not judged
    ] {
        let table = [vec!["文件名", heading], vec!["0001.jpg", cell]];
        let mut facts = Made::default()
            .table("目录.xlsx", [HEAD.to_vec(), vec![code, "通知", "1"]])
            .pages(path.clone(), 1)
            .table("元数据.xlsx", table)
            .facts();
        facts.entries[1].bytes = bytes;
        facts.entries[1].digests = [(yanshou::facts::Algorithm::Sha256, "00".to_owned())].into();
        let wrong = findings(&facts)
            .iter()
            .any(|(code, _)| *code == "linkage.metadata.size");
        assert_eq!(!wrong, holds, "{heading} {cell} of {bytes}");
    }
}

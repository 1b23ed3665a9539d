//! Why a filled sheet was not taken: sheet, row and column, what was expected and what stands there. Everything that is
//! wrong is said at once; nothing of such a sheet is taken.

use yanshou::words::{Sentence, sentence};

/// Where, as the spreadsheet shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, and worksheet where it has several.
    pub sheet: String,
    /// Row, from 1; 0: the whole sheet.
    pub row: u32,
    /// Column, from 1; 0: the whole row.
    pub column: u32,
}

impl Place {
    /// `D7`, `7` or nothing.
    #[must_use]
    pub fn cell(&self) -> String {
        let mut letters = String::new();
        let mut rest = self.column;
        while rest > 0 {
            let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
            letters.insert(0, char::from(b'A' + letter));
            rest = (rest - 1) / 26;
        }
        match self.row {
            0 => letters,
            row => format!("{letters}{row}"),
        }
    }
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The file is no table this version reads.
    Unreadable,
    /// No heading row of this kind of sheet.
    NoHeadings,
    /// A line or column that must be there is not.
    Missing,
    /// It is a sheet of another delivery, draw or profile.
    Foreign,
    /// Text under no heading of the sheet: it would be lost.
    UnknownColumn,
    /// One heading twice.
    HeadingTwice,
    /// A row of text without an archival code.
    NoCode,
    /// An archival code that is not to be inspected.
    UnknownCode,
    /// One unit in two rows.
    CodeTwice,
    /// A mark that is none.
    UnknownMark,
    /// A page the unit does not have, or a name of several.
    UnknownPage,
    /// A defect that none of the failed points knows.
    UnknownDefect,
    /// Text on a point without a mark, or on what failed where nothing did.
    NothingMarked,
    /// Marks that nobody has signed.
    Unsigned,
    /// A second opinion of whoever gave the first.
    SamePerson,
    /// All images are said to be seen, and the list of them is not that of the delivery.
    ImagesDiffer,
    /// Two names for one duty.
    OtherReviewer,
    /// What the sheet says of the unit was corrected by hand: nothing would come of it.
    PrintedChanged,
}

impl Wrong {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn words(self) -> Sentence {
        let (zh, en) = match self {
            Self::Unreadable => ("无法读取", "cannot be read"),
            Self::NoHeadings => ("没有表头行", "has no row of headings"),
            Self::Missing => ("缺少", "is missing"),
            Self::Foreign => (
                "不是本批次、本样本、本方案的抽检表",
                "is of another delivery, sample or profile",
            ),
            Self::UnknownColumn => ("表外的列有内容", "text in a column the sheet does not have"),
            Self::HeadingTwice => ("表头重复", "one heading twice"),
            Self::NoCode => ("有内容而无档号", "text without an archival code"),
            Self::UnknownCode => ("档号不在应检范围内", "this unit is not to be inspected"),
            Self::CodeTwice => ("同一档号出现两次", "this unit has another row"),
            Self::UnknownMark => ("无法识别的标记", "this mark is not known"),
            Self::UnknownPage => (
                "该件没有这一页，或名称不唯一",
                "the unit has no such page, or several",
            ),
            Self::UnknownDefect => (
                "方案中没有这个缺陷代码",
                "the failed points know no such defect",
            ),
            Self::NothingMarked => (
                "写了问题而所指项目没有标记或没有不合格",
                "says what is wrong where nothing is marked so",
            ),
            Self::Unsigned => ("有标记而无检验人", "marks that nobody has signed"),
            Self::SamePerson => (
                "第二意见须由另一人给出",
                "a second opinion is somebody else's",
            ),
            Self::ImagesDiffer => (
                "声明已看全部图像，而图像清单与交付不符",
                "says all images were seen, and the list of them is not the delivery's",
            ),
            Self::OtherReviewer => ("复核人不一致", "names two reviewers"),
            Self::PrintedChanged => (
                "改动了表中原有的内容，不会被采用：请恢复原值，把问题记为不合格并写在说明中",
                "changes what the sheet says of the unit, and nothing would come of it: put it back, mark the point \
                 as failed and say so in the note",
            ),
        };
        sentence(zh, en)
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
    /// What was expected there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl Refusal {
    /// The whole of it, in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let words = self.wrong.words();
        let (sheet, cell) = (&self.place.sheet, self.place.cell());
        let (expected, found) = (&self.expected, &self.found);
        sentence(
            format!(
                "{sheet} {cell}：{}；应为 {expected}，实为 `{found}`",
                words.zh
            ),
            format!(
                "{sheet} {cell}: {}; expected {expected}, found `{found}`",
                words.en
            ),
        )
    }
}

/// The sheet was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the verdict sheet was refused in {} places", .refusals.len())]
pub struct SheetRefused {
    /// Everything that is wrong, from top to bottom.
    pub refusals: Vec<Refusal>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_a_spreadsheet_does() {
        let at = |row, column| Place {
            sheet: String::new(),
            row,
            column,
        };
        for (row, column, cell) in [
            (1, 1, "A1"),
            (7, 26, "Z7"),
            (7, 27, "AA7"),
            (3, 703, "AAA3"),
            (9, 0, "9"),
            (0, 0, ""),
        ] {
            assert_eq!(at(row, column).cell(), cell);
        }
    }
}

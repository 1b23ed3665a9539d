//! What is done to a sound bag, one thing at a time: damage that must be seen, and spellings that may be right.

use yanshou::facts::Algorithm;

use super::Files;
use crate::facts_of;

/// Makes one change; `None` where the bag has nothing to be changed so.
type Change = fn(&mut Files) -> Option<()>;

/// What is done to each sound bag.
pub(super) const CHANGES: [(&str, Change); 44] = [
    ("one byte of a page changed", |bag| {
        let path = payload(bag)?;
        flip(bag.get_mut(&path)?)
    }),
    ("a page cut at its end", |bag| {
        let path = payload(bag)?;
        bag.get_mut(&path)?.pop().map(drop)
    }),
    ("a page missing", |bag| {
        let path = payload(bag)?;
        bag.remove(&path).map(drop)
    }),
    ("a page too many", |bag| add(bag, "data/stray.txt", "stray")),
    ("a page in a folder too many", |bag| {
        add(bag, "data/new/stray.txt", "stray")
    }),
    ("a page renamed in case", |bag| {
        let path = payload(bag)?;
        let bytes = bag.remove(&path)?;
        bag.insert(path.to_uppercase().replacen("DATA/", "data/", 1), bytes);
        Some(())
    }),
    ("a page beside data/", |bag| add(bag, "stray.txt", "stray")),
    ("a tag file changed", |bag| {
        bag.get_mut("bag-info.txt")?.extend(b"Contact-Name: X\n");
        Some(())
    }),
    ("a tag file missing", |bag| {
        bag.remove("bag-info.txt").map(drop)
    }),
    ("no tag manifest", untag),
    ("no tag manifest, a tag file changed", |bag| {
        untag(bag)?;
        bag.get_mut("bag-info.txt")?.extend(b"Contact-Name: X\n");
        Some(())
    }),
    ("a wrong digest in the tag manifest", |bag| {
        let path = named(bag, "tagmanifest-")?;
        edit(bag, &path, |text| other_digit(&text))
    }),
    ("the manifest changed after the tag manifest", |bag| {
        let path = named(bag, "manifest-")?;
        edit(bag, &path, |text| {
            text.to_uppercase().replace("DATA/", "data/")
        })
    }),
    ("Payload-Oxum: a byte more", |bag| {
        oxum(bag, |bytes, files| format!("{}.{files}", bytes + 1))
    }),
    ("Payload-Oxum: a file less", |bag| {
        oxum(bag, |bytes, files| format!("{bytes}.{}", files - 1))
    }),
    ("Payload-Oxum: no number", |bag| {
        oxum(bag, |_, _| "many.few".to_owned())
    }),
    ("a wrong digest in the manifest", |bag| {
        manifest(bag, |text| other_digit(&text))
    }),
    ("a line of the manifest missing", |bag| {
        manifest(bag, |text| {
            text.split_once('\n')
                .map_or(String::new(), |(_, rest)| rest.to_owned())
        })
    }),
    ("a line twice", |bag| {
        manifest(bag, |text| {
            format!("{}\n{text}", text.lines().next().unwrap_or_default())
        })
    }),
    ("a line twice with two digests", |bag| {
        manifest(bag, |text| {
            format!(
                "{}\n{text}",
                other_digit(text.lines().next().unwrap_or_default())
            )
        })
    }),
    ("a line that is no digest", |bag| {
        manifest(bag, |text| format!("{text}digest\n"))
    }),
    ("a comment", |bag| {
        manifest(bag, |text| format!("# made by hand\n{text}"))
    }),
    ("a comment of one word", |bag| {
        manifest(bag, |text| format!("#comment\n{text}"))
    }),
    ("a short digest", |bag| {
        manifest(bag, |text| text.get(2..).unwrap_or_default().to_owned())
    }),
    ("digests in capitals", |bag| {
        manifest(bag, |text| {
            let line = |line: &str| match line.split_once(' ') {
                Some((digest, path)) => format!("{} {path}\n", digest.to_uppercase()),
                None => format!("{line}\n"),
            };
            text.lines().map(line).collect()
        })
    }),
    ("CR LF", |bag| {
        manifest(bag, |text| text.replace('\n', "\r\n"))
    }),
    ("blank lines", |bag| {
        manifest(bag, |text| text.replace('\n', "\n\n"))
    }),
    ("a byte-order mark in the manifest", |bag| {
        manifest(bag, |text| format!("\u{feff}{text}"))
    }),
    ("stars before paths", |bag| {
        manifest(bag, |text| text.replace(" data/", " *data/"))
    }),
    ("./ before paths", |bag| {
        manifest(bag, |text| text.replace(" data/", " ./data/"))
    }),
    ("backslashes", |bag| {
        manifest(bag, |text| text.replace('/', "\\"))
    }),
    ("a path that climbs out", |bag| {
        let line = |text: String| {
            format!(
                "{text}{} ../outside.txt\n",
                text.split(' ').next().unwrap_or_default()
            )
        };
        manifest(bag, line)
    }),
    ("an empty manifest", |bag| manifest(bag, |_| String::new())),
    ("no manifest", |bag| {
        untag(bag)?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        Some(())
    }),
    ("no manifest but that of the tags", |bag| {
        let path = named(bag, "tagmanifest-")?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        edit(bag, &path, |text| {
            text.split_inclusive('\n')
                .filter(|l| !l.contains(" manifest-"))
                .collect()
        })
    }),
    ("a manifest of an unknown algorithm beside", |bag| {
        untag(bag)?;
        add(bag, "manifest-whirl.txt", "00  data/nothing\n")
    }),
    ("only a manifest of SM3", |bag| {
        untag(bag)?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        let line = |(path, bytes): (&String, &Vec<u8>)| {
            let digest = facts_of(bytes)?.digests.get(&Algorithm::Sm3)?.clone();
            Some(format!("{digest}  {path}\n"))
        };
        let lines: Option<String> = bag
            .iter()
            .filter(|(path, _)| path.starts_with("data/"))
            .map(line)
            .collect();
        add(bag, "manifest-sm3.txt", &lines?)
    }),
    ("UTF-16 manifest, as bagit.txt says", |bag| {
        manifest(bag, |text| text)?;
        let path = named(bag, "manifest-")?;
        let text = String::from_utf8(bag.remove(&path)?).ok()?;
        let wide: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        bag.insert(path, wide);
        let info = String::from_utf8(bag.remove("bag-info.txt")?).ok()?;
        bag.insert(
            "bag-info.txt".to_owned(),
            "\u{feff}"
                .encode_utf16()
                .chain(info.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect(),
        );
        edit(bag, "bagit.txt", |text| text.replace("UTF-8", "UTF-16"))
    }),
    ("bagit.txt with a byte-order mark", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |text| format!("\u{feff}{text}"))
    }),
    ("bagit.txt of version 2.0", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |_| {
            "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()
        })
    }),
    ("bagit.txt without an encoding", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |text| {
            text.lines()
                .take(1)
                .map(|line| format!("{line}\n"))
                .collect()
        })
    }),
    ("fetch.txt of what is there", |bag| {
        untag(bag)?;
        let line = format!("https://example.org/page - {}\n", payload(bag)?);
        add(bag, "fetch.txt", &line)
    }),
    ("fetch.txt of what is missing", |bag| {
        untag(bag)?;
        let path = payload(bag)?;
        bag.remove(&path);
        add(
            bag,
            "fetch.txt",
            &format!("https://example.org/page - {path}\n"),
        )
    }),
    ("fetch.txt with an address that is none", |bag| {
        untag(bag)?;
        let line = format!("page - {}\n", payload(bag)?);
        add(bag, "fetch.txt", &line)
    }),
];

/// The largest payload file.
fn payload(bag: &Files) -> Option<String> {
    let pages = bag.iter().filter(|(path, _)| path.starts_with("data/"));
    pages
        .max_by_key(|(_, bytes)| bytes.len())
        .map(|(path, _)| path.clone())
}

fn named(bag: &Files, start: &str) -> Option<String> {
    bag.keys().find(|path| path.starts_with(start)).cloned()
}

fn flip(bytes: &mut [u8]) -> Option<()> {
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle)? ^= 1;
    Some(())
}

fn add(bag: &mut Files, path: &str, text: &str) -> Option<()> {
    bag.insert(path.to_owned(), text.into());
    Some(())
}

fn untag(bag: &mut Files) -> Option<()> {
    bag.retain(|path, _| !path.starts_with("tagmanifest-"));
    Some(())
}

fn edit(bag: &mut Files, path: &str, change: impl Fn(String) -> String) -> Option<()> {
    let text = String::from_utf8(bag.remove(path)?).ok()?;
    bag.insert(path.to_owned(), change(text).into_bytes());
    Some(())
}

/// Every payload manifest; no tag manifest is left to notice.
fn manifest(bag: &mut Files, change: impl Fn(String) -> String) -> Option<()> {
    untag(bag)?;
    let paths: Vec<String> = bag
        .keys()
        .filter(|path| path.starts_with("manifest-"))
        .cloned()
        .collect();
    paths.iter().try_for_each(|path| edit(bag, path, &change))
}

fn other_digit(text: &str) -> String {
    let other = if text.starts_with('0') { "1" } else { "0" };
    format!("{other}{}", text.get(1..).unwrap_or_default())
}

/// States another sum of the payload than it has.
fn oxum(bag: &mut Files, change: fn(usize, usize) -> String) -> Option<()> {
    untag(bag)?;
    let sizes: Vec<usize> = bag
        .iter()
        .filter(|(path, _)| path.starts_with("data/"))
        .map(|(_, bytes)| bytes.len())
        .collect();
    let stated = change(sizes.iter().sum(), sizes.len());
    edit(bag, "bag-info.txt", |text| {
        let kept = text
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("Payload-Oxum"));
        kept.collect::<String>() + &format!("Payload-Oxum: {stated}\n")
    })
}

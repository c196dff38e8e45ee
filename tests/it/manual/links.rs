//! Links between the documents and to files.

use super::{Document, documents};

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(kept)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn the_contents_of_a_page_are_its_sections_in_order() {
    let mut pages = 0;
    for document in documents() {
        let entry = |line: &&str| line.starts_with("- [") && line.contains("](#");
        let named: Vec<String> = document
            .text
            .lines()
            .skip_while(|line| !entry(line))
            .take_while(entry)
            .filter_map(|line| Some(line.split_once("](#")?.1.trim_end_matches(')').to_owned()))
            .collect();
        if named.is_empty() {
            continue;
        }
        // What stands in a block of code is no heading.
        let mut in_code = false;
        let outside = document.text.lines().filter(|line| {
            in_code ^= line.starts_with("```");
            !in_code
        });
        let headings: Vec<String> =
            outside.filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
        assert_eq!(named, headings, "{}", document.name());
        pages += 1;
    }
    assert!(pages >= 5, "the long pages have contents: {pages}");
}

#[test]
fn an_unreleased_first_version_has_only_what_it_brings() {
    let changes = Document::read(super::root().join("CHANGELOG.md")).text;
    let (_, first) = changes.rsplit_once("\n## ").expect("a version");
    let parts: Vec<&str> = first.lines().filter(|line| line.starts_with("### ")).collect();
    assert_eq!(parts, ["### Added"]);
}

#[test]
fn every_link_leads_somewhere() {
    let mut count = 0;
    for document in documents() {
        let folder = document.path.parent().expect("a folder");
        for link in document.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { document.path.clone() } else { folder.join(file) };
            assert!(target.exists(), "{} links to {link}, which doesn't exist", document.name());
            if !heading.is_empty() {
                let text = Document::read(target).text;
                let mut headings =
                    text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
                assert!(
                    headings.any(|other| anchor(other) == heading),
                    "{} links to {link}: no such heading",
                    document.name()
                );
            }
            count += 1;
        }
    }
    assert!(count > 15, "the README links the manual: {count}");
}

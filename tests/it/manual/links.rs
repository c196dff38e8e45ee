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

//! Colours and signs, and where there are none.

use llm_connections::tui::messages;

use crate::support::titles::titled;
use crate::terminal::harness::End;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// The colours that some output sets, by their codes.
fn colours(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let styles = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    styles.filter(|style| style.split(';').any(is_colour)).collect()
}

fn is_colour(code: &str) -> bool {
    // 39, 49 and 59 take a colour back.
    matches!(code.parse(), Ok(30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
}

/// Shows a bit of everything.
fn visit(start: Start) -> Vec<String> {
    let terminal = start.open();
    terminal.keys("s");
    terminal.see("u undo");
    terminal.keys("m");
    terminal.see(messages::sends_item(None));
    terminal.keys("?");
    terminal.see(&titled(messages::KEYS));
    terminal.keys("\x03");
    let End { code, raw, .. } = terminal.end();
    assert_eq!(code, 0);
    colours(&raw)
}

#[test]
fn where_colours_are_not_wanted_there_are_none() {
    let home = Home::new();
    let none: [String; 0] = [];
    assert_eq!(visit(Start::program(&home).set("NO_COLOR", "1")), none);
    assert_eq!(visit(Start::program(&home).set("TERM", "dumb")), none);
}

#[test]
fn elsewhere_there_are() {
    let home = Home::new();
    assert_ne!(visit(Start::program(&home)).len(), 0);
    // As the convention has it, an empty variable says nothing.
    assert_ne!(visit(Start::program(&home).set("NO_COLOR", "")).len(), 0);
}

/// Whether the list of keys is drawn with other signs than those of ASCII.
fn has_signs(start: Start) -> bool {
    let terminal = start.open();
    terminal.keys("?");
    terminal.see(" Keys ");
    terminal.keys("\x03");
    let End { code, raw, .. } = terminal.end();
    assert_eq!(code, 0);
    !raw.is_ascii()
}

#[test]
fn a_console_or_a_locale_without_unicode_gets_ascii() {
    let home = Home::new();
    let start = || Start::program(&home).set("LANG", "en_US.UTF-8");
    assert!(!has_signs(start().set("TERM", "linux")));
    assert!(!has_signs(start().set("LC_ALL", "C")));
    assert!(!has_signs(start().set("LC_CTYPE", "POSIX")));
    assert!(!has_signs(start().set("LANG", "de_DE.ISO-8859-1@euro")));
}

#[test]
fn every_other_gets_all_signs() {
    let home = Home::new();
    let start = || Start::program(&home);
    assert!(has_signs(start().unset("LANG")));
    assert!(has_signs(start().set("LANG", "de_DE")));
    assert!(has_signs(start().set("LANG", "C").set("LC_CTYPE", "C.utf8")));
    assert!(has_signs(start().set("LC_CTYPE", "C").set("LC_ALL", "en_US.UTF-8")));
}

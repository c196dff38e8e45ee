//! Colors and signs, and where there are none.

use llm_connections::tui::messages;

use crate::support::titles::titled;
use crate::terminal::harness::{End, Terminal};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// The colors that some output sets, by their codes.
fn colors(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let styles = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    styles.filter(|style| style.split(';').any(is_color)).collect()
}

fn is_color(code: &str) -> bool {
    // 39, 49 and 59 take a color back.
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
    colors(&raw)
}

#[test]
fn no_colors_are_sent_when_disabled() {
    let home = Home::new();
    let none: [String; 0] = [];
    assert_eq!(visit(Start::program(&home).set("NO_COLOR", "1")), none);
    assert_eq!(visit(Start::program(&home).set("TERM", "dumb")), none);
}

#[test]
fn colors_are_sent_by_default() {
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
fn other_terminals_get_unicode_marks() {
    let home = Home::new();
    let start = || Start::program(&home);
    assert!(has_signs(start().unset("LANG")));
    assert!(has_signs(start().set("LANG", "de_DE")));
    assert!(has_signs(start().set("LANG", "C").set("LC_CTYPE", "C.utf8")));
    assert!(has_signs(start().set("LC_CTYPE", "C").set("LC_ALL", "en_US.UTF-8")));
}

/// What a terminal answers that draws on black, and one that draws on the paper of Solarized.
const ON_BLACK: &str = "\x1b]11;rgb:0000/0000/0000\x1b\\";
const ON_PAPER: &str = "\x1b]11;rgb:fdfd/f6f6/e3e3\x07";

/// The question on what the terminal draws.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

fn is_asked(terminal: &Terminal) -> bool {
    terminal.raw().windows(QUESTION.len()).any(|window| window == QUESTION)
}

/// Whether a letter is drawn in one of the 256 colors.
fn has_hue(screen: &vt100::Screen, number: u8) -> bool {
    let (rows, cols) = screen.size();
    let mut cells = (0..rows).flat_map(|y| (0..cols).map(move |x| (y, x)));
    cells.any(|(y, x)| {
        let cell = screen.cell(y, x).filter(|cell| !cell.contents().trim().is_empty());
        cell.is_some_and(|cell| cell.fgcolor() == vt100::Color::Idx(number))
    })
}

fn with_256(home: &Home) -> Start {
    Start::program(home).set("TERM", "xterm-256color")
}

#[test]
fn known_background_selects_its_hues() {
    let home = Home::new();
    for (answer, accent) in [(ON_BLACK, 75), (ON_PAPER, 25)] {
        let terminal = with_256(&home).open();
        terminal.wait_for("no hue before the answer", |screen| !has_hue(screen, accent));
        terminal.keys(answer);
        terminal.wait_for("the hues", |screen| has_hue(screen, accent));
        terminal.keys("\x03");
        assert_eq!(terminal.end().code, 0);
    }
}

#[test]
fn split_background_answer_during_typing_is_not_typed() {
    let home = Home::new();
    let terminal = with_256(&home).open();
    terminal.keys("/o");
    terminal.see("/o");
    let (start, rest) = ON_BLACK.split_at(9);
    terminal.keys(start);
    terminal.keys(rest);
    terminal.keys("l");
    terminal.see("/ol ");
    terminal.wait_for("the hues", |screen| has_hue(screen, 75));
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn silent_terminal_keeps_16_colors() {
    let home = Home::new();
    let terminal = with_256(&home).open();
    terminal.keys("m");
    terminal.see(messages::sends_item(None));
    assert!(is_asked(&terminal));
    assert!(!terminal.screen(|screen| has_hue(screen, 75) || has_hue(screen, 25)));
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn a_terminal_without_the_256_colors_is_not_asked() {
    let home = Home::new();
    let starts = [
        Start::program(&home).set("TERM", "xterm"),
        Start::program(&home).set("TERM", "linux"),
        with_256(&home).set("NO_COLOR", "1"),
    ];
    for start in starts {
        let terminal = start.open();
        terminal.keys("?");
        terminal.see(messages::TYPE_TO_FILTER);
        assert!(!is_asked(&terminal));
        terminal.keys("\x03");
        assert_eq!(terminal.end().code, 0);
    }
}

#[test]
fn background_from_the_environment_sets_hues_in_the_first_frame() {
    let home = Home::new();
    let terminal = with_256(&home).set("COLORFGBG", "0;15").open();
    assert!(terminal.screen(|screen| has_hue(screen, 25)));
    // The terminal itself knows better.
    terminal.keys(ON_BLACK);
    terminal.wait_for("the hues", |screen| has_hue(screen, 75) && !has_hue(screen, 25));
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn late_background_answer_is_not_left_for_the_shell() {
    let home = Home::new();
    let terminal = with_256(&home).open();
    terminal.keys(&format!("\x03{ON_BLACK}"));
    let End { code, raw, .. } = terminal.end();
    assert_eq!(code, 0);
    // A terminal in its first modes shows what is typed into it.
    assert!(!String::from_utf8_lossy(&raw).contains("rgb:"));
}

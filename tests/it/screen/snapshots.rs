//! What every layer looks like at three sizes.

use std::fmt::Write;

use llm_connections::tui::messages;

use crate::screen::harness::{COLOR, Screen};

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (140, 40)];

/// The sizes of the page itself.
const PAGE_SIZES: [(u16, u16); 6] = [(80, 24), (60, 15), (140, 40), (120, 40), (40, 12), (20, 8)];

/// A layer opened at each of the sizes, as one text.
fn at_every_size(open: impl Fn(&mut Screen) -> &mut Screen) -> String {
    at_sizes(&SIZES, open)
}

fn at_sizes(sizes: &[(u16, u16)], open: impl Fn(&mut Screen) -> &mut Screen) -> String {
    let mut all = String::new();
    for &(width, height) in sizes {
        let mut screen = Screen::demo();
        screen.resize(width, height);
        open(&mut screen);
        writeln!(all, "{width}×{height}\n{}\n", screen.text()).expect("a text takes it");
    }
    all
}

/// The history's times of day are those of the run.
fn without_times(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_time = |word: &str| word.len() == 8 && word.matches(':').count() == 2;
        match line.split(' ').find(|word| is_time(word)) {
            Some(time) => lines.push(line.replace(time, "hh:mm:ss")),
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn the_page() {
    insta::assert_snapshot!(at_sizes(&PAGE_SIZES, |s| s));
}

#[test]
fn the_page_of_the_healthy_demo() {
    let mut screen = Screen::healthy_demo();
    let mut all = String::new();
    for (width, height) in PAGE_SIZES {
        screen.resize(width, height);
        writeln!(all, "{width}×{height}\n{}\n", screen.text()).expect("a text takes it");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_page_under_a_filter() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("/open")));
}

#[test]
fn the_page_after_an_edit() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("3<enter>")));
}

#[test]
fn the_menu() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("jm")));
}

#[test]
fn the_menu_with_its_submenu() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("jm").menu(messages::sends_item(None))));
}

#[test]
fn the_menu_where_not_all_applies() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("/max<enter>dm")));
}

#[test]
fn the_form() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("/protocol<enter>e")));
}

#[test]
fn the_form_of_a_new_connection_with_errors() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("acustom<enter><c-s>")));
}

#[test]
fn the_models() {
    insta::assert_snapshot!(at_every_size(|s| s
        .keys("/protocol<enter>e")
        .field("Models")
        .keys("<enter><down><right>")));
}

#[test]
fn the_picker_of_presets() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("a")));
}

#[test]
fn the_picker_of_a_default_model() {
    insta::assert_snapshot!(at_every_size(|s| s
        .keys("e")
        .field("Default model")
        .keys("<enter>son")));
}

#[test]
fn the_question_before_a_deletion() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("x")));
}

#[test]
fn the_question_before_a_save_that_reaches_elsewhere() {
    insta::assert_snapshot!(at_every_size(|s| s
        .keys("/iam<enter>e")
        .field("Provider")
        .keys("<left><left><left><left><c-s><c-s>")));
}

#[test]
fn marked_connections() {
    let marks = "<space>j<space><space>";
    insta::assert_snapshot!(at_sizes(&PAGE_SIZES, |s| s.keys(marks)));
}

#[test]
fn the_menu_of_marked_connections() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("<space><space>m<down>l")));
}

#[test]
fn the_question_before_the_deletion_of_marked_connections() {
    insta::assert_snapshot!(
        at_every_size(|s| s.keys("<space>jj<space>/openrouter<enter><space>x"))
    );
}

#[test]
fn the_prompt() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("r<c-u><enter>")));
}

#[test]
fn the_help() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("?")));
}

#[test]
fn the_history() {
    let text = at_every_size(|s| s.keys("jdsr 2<enter>uh"));
    insta::assert_snapshot!(without_times(&text));
}

#[test]
fn the_details() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("/protocol<enter>i")));
}

#[test]
fn a_cell_of_a_workspace() {
    insta::assert_snapshot!(at_sizes(&PAGE_SIZES, |s| s.keys("2jj<right>")));
}

#[test]
fn the_details_of_a_workspace() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("2jji")));
}

#[test]
fn the_picker_of_an_override() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("2j<enter>")));
}

#[test]
fn the_picker_of_a_level_of_thinking() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("0ll<enter>")));
}

#[test]
fn the_end_of_the_page() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("3G")));
}

#[test]
fn the_problems() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("pjjjj")));
}

#[test]
fn the_question_before_all_fixes() {
    insta::assert_snapshot!(at_every_size(|s| s.keys("pF")));
}

#[test]
fn the_empty_page() {
    let mut all = String::new();
    for (width, height) in SIZES {
        let mut screen = Screen::prepared(COLOR, |_| {});
        all += &screen.resize(width, height).text();
        all.push_str("\n\n");
    }
    insta::assert_snapshot!(all);
}

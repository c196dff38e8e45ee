//! Questions: their keys are called as their buttons are.

use llm_connections::tui::messages;

use crate::screen::harness::Screen;

fn footer(screen: &Screen) -> String {
    screen.lines().last().expect("a footer").trim().to_owned()
}

#[test]
fn the_footer_calls_a_key_as_its_button() {
    let mut screen = Screen::demo();
    screen.keys("j").keys("e").field("Name").keys("x<esc>").sees(messages::DISCARD_CHANGES);
    let expected = format!("y {}  n {}", messages::DISCARD, messages::KEEP_EDITING);
    assert_eq!(footer(&screen), expected);
    screen.keys("n<c-c>");
    let expected = format!("y {}  n {}", messages::DISCARD_AND_QUIT, messages::KEEP_EDITING);
    assert_eq!(footer(&screen), expected);
    let mut screen = Screen::demo();
    screen.keys("jx");
    assert_eq!(footer(&screen), format!("y {}  n {}", messages::DELETE, messages::CANCEL));
}

#[test]
fn a_hint_of_a_question_presses_its_button() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("jx").click(&format!("n {}", messages::CANCEL)).sees_not("?  ");
    assert_eq!(screen.bytes(), before);
    screen.keys("x").click(&format!("y {}", messages::DELETE));
    assert_ne!(screen.bytes(), before);
}

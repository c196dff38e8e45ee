//! The filter of the list of connections, and of the lists in layers.

use llm_connections::tui::messages;
use ratatui::style::Modifier;

use crate::screen::harness::Screen;

#[test]
fn title_counts_all_connections_and_filter_matches() {
    Screen::demo()
        .sees(&format!("{}  1/16", messages::CONNECTIONS))
        .keys("jj")
        .sees(&format!("{}  3/16", messages::CONNECTIONS))
        .keys("/groq")
        .sees("1 of 16");
}

#[test]
fn the_filter_finds_by_name_slug_provider_host_and_model_and_marks_what_matched() {
    for (query, name, marked) in [
        ("vertx", "Vertex AI", "Vertx"),
        ("bedrock-env", "Bedrock (environment)", "bedrock-env"),
        ("chatgptsub", "ChatGPT (Codex)", "ChatGPTSub"),
        ("api.kimi", "Kimi (Coding)", "api.kimi"),
        ("qwen3", "Ollama", "qwen3"),
    ] {
        let mut screen = Screen::demo();
        screen.keys("/").keys(query);
        assert_eq!(screen.names()[0], name, "{query}");
        let letters = screen.letters(Modifier::UNDERLINED);
        assert!(letters.starts_with(marked), "{query} marked {letters}");
    }
}

#[test]
fn enter_keeps_the_filter_and_esc_keeps_the_found_selection() {
    let hint = format!("esc {}", messages::CLEAR_FILTER);
    let mut screen = Screen::demo();
    screen
        .sees_not(&hint)
        .keys("/router<enter>")
        .selected("OpenRouter ")
        .sees("/router")
        .sees("2 of 16")
        .keys("j")
        .selected("OpenRouter (OpenAI protocol)")
        .resize(140, 40)
        .sees(&hint)
        .keys("<esc>")
        .sees_not("/router")
        .selected("OpenRouter (OpenAI protocol)");
    screen.keys("/groq<enter>").selected("Groq").click(&hint).sees_not(&hint).selected("Groq");
    // A filter that is typed again is left for what was found before.
    screen.keys("/groq<enter>/<c-u>kimi<esc>").sees_not(&hint).selected("Groq");
}

#[test]
fn clearing_the_filter_while_typing_keeps_the_selection() {
    Screen::demo()
        .keys("jj")
        .selected("Bedrock (IAM)")
        .keys("/kimi")
        .keys("<esc>")
        .selected("Bedrock (IAM)");
}

#[test]
fn the_filter_is_in_view_while_it_is_typed_however_far_the_list_was_scrolled() {
    let mut screen = Screen::demo();
    screen.keys("3G/").sees(&format!("{}  /", messages::CONNECTIONS));
    assert_eq!(screen.cursor(), Some((17, 3)));
    screen.keys("e").sees(&format!("{}  /e", messages::CONNECTIONS));
    assert_eq!(screen.cursor(), Some((18, 3)));
}

#[test]
fn filter_without_match_is_explained() {
    Screen::demo()
        .keys("/zzzz")
        .sees(&messages::no_match("zzzz"))
        .keys("<esc>")
        .sees("Anthropic (API Key)");
}

#[test]
fn filter_without_match_selects_nothing() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.resize(140, 40).keys("jj").selected("Bedrock (IAM)");
    screen.keys("/zzzz").sees_not("Bedrock (IAM)").keys("<enter>");
    for key in ["d", "s", "x", "v", "e"] {
        screen.sees_not("Bedrock (IAM)").sees_not("e edit  ").sees_not("v validate  ");
        screen.keys(key).sees(&messages::needs_a_connection(key));
    }
    assert_eq!(screen.bytes(), before);
    screen.keys("/<esc>").selected("Bedrock (IAM)");
    screen.keys("/zzzz<enter><esc>").selected("Bedrock (IAM)");
    screen.keys("/zzzz<enter>j").selected(messages::ADD_ROW);
}

#[test]
fn letters_are_text_in_the_filter() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("/dsxq").sees("/dsxq");
    assert!(screen.request().is_none());
    assert_eq!(screen.bytes(), before);
}

#[test]
fn the_filter_finds_modes_and_states_by_their_words() {
    for (query, names) in [
        ("queue", &["Anthropic (API Key)", "OpenRouter (OpenAI protocol)"][..]),
        ("expired", &["ChatGPT (Codex)"]),
        ("default", &["Anthropic (API Key)"]),
        ("missing openr", &["OpenRouter (OpenAI protocol)"]),
        ("failed", &[]),
    ] {
        let mut screen = Screen::demo();
        screen.keys("/").keys(query);
        assert_eq!(screen.names(), names, "{query}");
    }
    let mut screen = Screen::demo();
    let unused = screen.keys("/unused").names();
    assert!(unused.contains(&"Groq".to_owned()), "{unused:?}");
    for used in ["Anthropic (API Key)", "OpenRouter"] {
        assert!(!unused.contains(&used.to_owned()), "{unused:?}");
    }
    // What failed is found as soon as it has.
    screen.keys("<esc>/failed").sees("0 of 16").keys("<esc>");
    screen.keys("jjv").keys("/failed");
    assert_eq!(screen.names(), ["Bedrock (IAM)"]);
    screen.keys("<enter>").selected("Bedrock (IAM)").keys("s").keys("<esc>");
    screen.selected("Bedrock (IAM)");
    assert_eq!(screen.stored("bedrock-iam")["midStreamBehavior"], "queue");
}

#[test]
fn home_and_end_lead_to_the_first_and_last_match_of_every_filtered_list() {
    let ends = |screen: &mut Screen| {
        let mut at = |key: &str| screen.keys(key).focused_label();
        let (first, last) = (at("<home>"), at("<end>"));
        assert!(!first.is_empty() && first != last, "{first}");
        assert_eq!((at("<up><end>"), at("<home>")), (last, first));
    };
    // The list of providers, of keys, of models, and of what to import.
    ends(Screen::healthy_demo().keys("ask"));
    ends(Screen::healthy_demo().keys("?re"));
    ends(Screen::healthy_demo().keys("0l<enter>opus"));
    ends(crate::screen::transfer::choosing_imports().keys("e"));
    // On the page they end the typing, as the arrows do.
    let mut screen = Screen::healthy_demo();
    screen.resize(80, 44).keys("/ai<end>");
    let names = screen.names();
    screen.selected(names.last().expect("a match"));
    screen.keys("g").selected(&names[0]);
    screen.keys("/<c-u>ai<home>").selected(&names[0]);
}

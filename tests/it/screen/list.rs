//! The list of connections: what it shows, how it is filtered, and what a key changes at once.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::connection::presets::PresetGroup;
use llm_connections::settings::craft::describe::uses_instead;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use ratatui::style::Modifier;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, default_is, done, mode_is, new_chats, warned};
use crate::support::titles::titled;

#[test]
fn default_is_first_and_others_are_sorted_by_name() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    let mut names = screen.names();
    assert_eq!(names.remove(0), "Anthropic (API Key)");
    assert_eq!(names.len(), 15);
    assert!(names.is_sorted_by_key(|name| name.to_lowercase()));
    assert_eq!(screen.keys("/vertex<enter>d<esc>").names()[0], "Vertex AI");
}

#[test]
fn only_the_default_has_the_mark_and_is_selected_at_start() {
    let mut screen = Screen::demo();
    screen.selected("▌●  Anthropic (API Key)");
    assert_eq!(screen.places_of("●").len(), 1);
}

#[test]
fn fourteen_connections_are_in_view_on_a_usual_terminal() {
    assert!(Screen::demo().names().len() >= 14);
    assert!(Screen::healthy_demo().names().len() >= 14);
}

#[test]
fn marks_are_never_cut_and_a_name_keeps_twenty_columns_or_all_of_it() {
    let mut screen = Screen::demo();
    screen.keys("jjjd<esc>");
    for width in 20..=140 {
        screen.resize(width, 30);
        let lines = screen.lines();
        let line = &lines[screen.selected_line()];
        assert!(line.starts_with("▌●! ChatGPT"), "{width}: {line}");
        if width >= 45 {
            screen.sees("OpenRouter (OpenAI protocol)  ");
        }
        let mode = if width < 52 { "  s" } else { "  steer" };
        let inside: String = line.chars().take(usize::from(width) - 1).collect();
        assert!(inside.contains(mode), "{width}: {line}");
    }
}

#[test]
fn dangling_default_is_shown_as_the_first_connection() {
    let list = json!([{"slug": "b", "name": "B"}, {"slug": "a", "name": "A"}]);
    Screen::with(&list)
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .sees("●! B ")
        .sees(&new_chats("! ", &messages::default_not_found("B", "gone")));
}

#[test]
fn a_row_names_the_host_that_is_asked_or_the_provider_of_a_browser_login() {
    let mut screen = Screen::demo();
    screen.resize(109, 60);
    for (name, asked) in [
        ("Anthropic (API Key)", "api.anthropic.com"),
        ("Claude Max", "Anthropic Subscription"),
        ("ChatGPT (Codex)", "ChatGPT Subscription"),
        ("Groq", "api.groq.com"),
        ("Ollama", "api.openai.com"),
        ("Vertex AI", "Google Vertex AI"),
    ] {
        let line = &screen.lines()[screen.row_of(name)];
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect();
        assert!(cells.contains(&asked), "{name}: {line}");
    }
}

#[test]
fn a_row_and_the_details_name_the_host_that_craft_asks() {
    let pi = |slug: &str, upstream: &str, url: &str| {
        json!({"slug": slug, "name": slug, "providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "baseUrl": url, "createdAt": 1})
    };
    let list = json!([
        pi("alpha", "google", "https://proxy.example/v1"),
        pi("beta", "groq", "https://api.groq.com/openai/v1"),
    ]);
    let keys = json!({"llm_api_key::alpha": {"value": "k"}, "llm_api_key::beta": {"value": "k"}});
    let mut screen = Screen::with_credentials(&list, &keys);
    screen.resize(140, 40);
    let ignored = uses_instead("generativelanguage.googleapis.com");
    screen
        .sees("generativelanguage.googleap…  ")
        .sees("  api.groq.com  ")
        .reads(&messages::with_source("https://proxy.example/v1", &ignored))
        .keys("j")
        .sees("https://api.groq.com/openai/v1 ")
        .sees_not("ignored");
    screen.keys("/generative").sees("1 of 2").keys("<esc>");
    screen.keys("/proxy.ex").sees("1 of 2").sees("endpoint proxy.example");
}

#[test]
fn a_missing_key_is_in_view_where_the_host_has_no_room() {
    let mut screen = Screen::with(&json!([
        {"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "api_key", "piAuthProvider": "google", "createdAt": 1}
    ]));
    screen.resize(60, 30);
    screen.sees(&format!("  {}", messages::NO_API_KEY)).sees_not(".com");
}

#[test]
fn the_mode_in_effect_is_the_stored_one_else_the_providers() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    for (name, mode) in [
        ("Anthropic (API Key)", "  queue"),
        ("Claude Max", "  steer"),
        ("OpenRouter (OpenAI protocol)", "  queue"),
        ("Copilot (old)", "  steer"),
    ] {
        let row = screen.row_of(name);
        assert!(screen.lines()[row].contains(mode), "{name}");
    }
}

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
fn empty_list_offers_three_ways_to_add_by_key_enter_and_click() {
    let empty = || Screen::with(&json!([]));
    empty().sees(messages::NO_CONNECTIONS);
    for (key, name, note, opens) in [
        ("a", "API key", "Anthropic, OpenAI", titled(messages::ADD_CONNECTION).as_str()),
        ("L", "Sign in", "GitHub Copilot", titled(PresetGroup::SignIn.label()).as_str()),
        ("l", "Local server", "Looks for Ollama", messages::LOCAL_SERVERS),
        ("I", "Import", "Claude Code", messages::transfer::IMPORT_FILE),
    ] {
        empty().keys(key).sees(opens);
        empty().click(name).sees(opens);
        empty().click(note).sees(opens);
    }
    let mut screen = empty();
    screen.selected("a  API key").keys("j").selected("L  Sign in").keys("<enter>").sees("ChatGPT");
    screen.sees_not("Groq").keys("<esc>").selected("L  Sign in").keys("j<enter>");
    screen.sees(messages::LOCAL_SERVERS).keys("<esc>G").selected("I  Import");
}

#[test]
fn ways_to_add_a_first_connection_are_spaced_when_there_is_room() {
    let mut screen = Screen::with(&json!([]));
    let lines = |screen: &Screen| screen.place_of("Local server").y - screen.place_of("API key").y;
    assert_eq!(lines(&screen), 6);
    screen.resize(80, 16);
    assert_eq!(lines(&screen), 4);
    screen.resize(80, 24);
    assert_eq!(lines(&screen), 6);
}

#[test]
fn a_provider_of_another_version_is_shown_as_it_is_and_never_rewritten() {
    let mut screen = Screen::demo();
    screen.resize(80, 60).sees("     copilot");
    let before = screen.stored("copilot");
    screen.keys("/copilot<enter>").selected("Copilot (old)").keys("sr 2<enter>");
    let mut expected = before;
    expected["name"] = "Copilot (old) 2".into();
    expected["midStreamBehavior"] = "queue".into();
    assert_eq!(screen.stored("copilot"), expected);
    screen.keys("e").sees("Provider          copilot");
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
fn d_saves_the_default_at_once_sorts_anew_and_stays_on_the_connection() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>d")
        .selected("●! Ollama")
        .sees(&format!("{}  ", done(&default_is("Ollama"))))
        .sees("  u undo")
        .file(|json| assert_eq!(json["defaultLlmConnection"], "ollama"));
    let names = screen.keys("<esc>").resize(80, 60).names();
    assert_eq!(names[..2], ["Ollama", "Anthropic (API Key)"]);
    assert_eq!(screen.places_of("●").len(), 1);
}

#[test]
fn d_on_the_default_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("d").sees(&messages::already_default("Anthropic (API Key)"));
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn s_flips_the_mode_that_is_in_effect() {
    let mut screen = Screen::demo();
    screen.keys("s").sees(&mode_is("Anthropic (API Key)", MidStream::Steer));
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "steer");
    assert!(screen.line_of("●").contains("  steer"));
    screen.keys("s");
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "queue");
}

#[test]
fn every_movement_through_the_list_has_a_key() {
    let mut screen = Screen::demo();
    screen.keys("j").selected("Bedrock (environment)");
    screen.keys("<down>").selected("Bedrock (IAM)");
    screen.keys("k<up>").selected("Anthropic");
    screen
        .keys("k")
        .selected(messages::NEW_CHATS)
        .keys("<up>")
        .selected(messages::NEW_CHATS)
        .keys("j");
    screen.keys("G").selected(messages::ADD_ROW).keys("g").selected("Anthropic (API Key)");
    screen.keys("<end>").selected(messages::ADD_ROW).keys("<home>").selected("Anthropic");
    screen.keys("<pgdn>").selected(messages::ADD_ROW).keys("<pgup>").selected("Anthropic");
    screen.keys("<c-d>").selected("Mistral (EU)").keys("<c-u>").selected("Anthropic");
    screen.keys("G<down>").selected("My Workspace").keys("G").selected("Archive");
    screen.keys("<down>").selected("Extended Context").keys("G").selected("Token Optimization");
}

#[test]
fn section_is_reached_by_number_or_tab_and_keeps_its_selection() {
    let mut screen = Screen::demo();
    screen.keys("jj").selected("Bedrock (IAM)");
    for (next, row) in [
        ("<tab>", "My Workspace"),
        ("jl<tab>", "Extended Context"),
        ("j<tab>", messages::NEW_CHATS),
        ("<tab>", "Bedrock (IAM)"),
        ("<backtab>", messages::NEW_CHATS),
        ("<backtab>", "Extended prompt cache"),
        ("0", messages::NEW_CHATS),
        ("2", "Client A"),
        ("3", "Extended prompt cache"),
        ("1", "Bedrock (IAM)"),
    ] {
        screen.keys(next).selected(row);
    }
    screen.keys("2").selected("▸–");
}

#[test]
fn the_title_of_a_section_stays_in_view_and_two_rows_around_the_selected_one() {
    let mut screen = Screen::demo();
    screen.resize(80, 20);
    for _ in 0..24 {
        screen.keys("j");
        let lines = screen.lines();
        let at = screen.selected_line();
        let title = lines[..at].iter().rev().find(|line| {
            line.starts_with([' ']) && {
                ["1 CONN", "2 WORK", "3 PERF"].iter().any(|title| line[1..].starts_with(title))
            }
        });
        let sections: [(&str, &[&str]); 2] =
            [("2 WORK", &["My W", "Client", "Lab", "Arch"]), ("3 PERF", &["[ ]", "[x]"])];
        let own = sections.iter().find(|(_, rows)| rows.iter().any(|row| lines[at].contains(row)));
        let own = own.map_or("1 CONN", |(title, _)| title);
        assert!(title.is_some_and(|line| line.contains(own)), "{}", screen.text());
    }
    screen.keys("1g");
    for _ in 0..12 {
        screen.keys("j");
    }
    let lines = screen.lines();
    let at = screen.selected_line();
    assert!(
        lines[at + 1].contains("steer") && lines[at + 2].contains("steer"),
        "{}",
        screen.text()
    );
    for _ in 0..9 {
        screen.keys("k");
    }
    let lines = screen.lines();
    let at = screen.selected_line();
    assert!(
        lines[at - 1].contains("steer") && lines[at - 2].contains("steer"),
        "{}",
        screen.text()
    );
}

#[test]
fn the_selected_row_is_highlighted_across_its_width_and_nothing_in_it_is_dim() {
    let mut screen = Screen::demo();
    for keys in ["", "jjj", "0l", "2j", "2jjj", "3", "1G"] {
        screen.keys(keys);
        let y = u16::try_from(screen.selected_line()).expect("a line");
        for x in 1..79 {
            let cell = &screen.buffer()[(x, y)];
            assert!(cell.modifier.contains(Modifier::REVERSED), "{keys}: {x}");
            assert!(!cell.modifier.contains(Modifier::DIM), "{keys}: {x}");
        }
    }
}

#[test]
fn the_default_is_chosen_by_typing_from_anywhere_on_the_page() {
    for place in ["", "0ll", "2jj", "3", "/groq<enter>"] {
        let mut screen = Screen::demo();
        screen
            .keys(place)
            .keys("D")
            .sees(&format!("{} ─", messages::default_title("Connection")))
            .keys("olla<enter>");
        screen.sees(&done(&default_is("Ollama")));
        assert_eq!(screen.json()["defaultLlmConnection"], "ollama");
    }
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("D<enter>").sees(&messages::already_default("Anthropic (API Key)"));
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn unusable_default_reports_what_it_lacks() {
    let but = |name: &str, lack: &str| warned(&format!("{}, {lack}", default_is(name)));
    for (query, lack) in [
        ("chatgpt", but("ChatGPT (Codex)", edits::BUT_LOGIN_EXPIRED)),
        ("kimi", but("Kimi (Coding)", &edits::but_lacks("key"))),
        ("copilot", but("Copilot (old)", edits::BUT_NOT_LOGGED_IN)),
        ("groq", format!("{}  ", done(&default_is("Groq")))),
    ] {
        Screen::demo().keys("/").keys(query).keys("<enter>d").sees(&lack);
    }
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
fn enter_and_e_open_the_form_and_on_the_last_row_enter_adds() {
    for keys in ["j<enter>", "je"] {
        Screen::demo().keys(keys).sees(&messages::edit_title("Bedrock (environment)"));
    }
    Screen::demo().keys("G<enter>").sees(messages::TYPE_TO_FILTER);
}

#[test]
fn the_mouse_selects_opens_scrolls_and_adds() {
    let mut screen = Screen::demo();
    screen.click("Groq").selected("Groq").sees_not(&before_name(messages::edit_title));
    screen.double_click("Claude Max").sees(&messages::edit_title("Claude Max"));
    screen.keys("<esc>").selected("Claude Max");
    screen.wheel("Claude Max", 9).sees(messages::PERFORMANCE).sees_not("Bedrock (IAM)");
    screen.click(messages::ADD_ROW).sees(messages::TYPE_TO_FILTER);
}

#[test]
fn double_click_does_not_press_in_the_opened_layer() {
    let mut screen = Screen::demo();
    screen.resize(120, 60).double_click(messages::ADD_ROW);
    screen.sees(messages::TYPE_TO_FILTER).sees_not(&before_name(messages::new_connection));
    screen.keys("<esc>1gm").double_click(messages::RENAME);
    screen.sees(&messages::rename_title("Anthropic (API Key)"));
}

#[test]
fn q_and_ctrl_c_leave_and_esc_never_does() {
    let mut screen = Screen::demo();
    screen.keys("<esc><esc>");
    assert!(screen.request().is_none());
    screen.keys("q");
    assert!(matches!(screen.request(), Some(TerminalRequest::Quit)));
    screen.keys("e").keys("<c-c>");
    assert!(matches!(screen.request(), Some(TerminalRequest::Quit)));
    screen.keys("<c-z>");
    assert!(matches!(screen.request(), Some(TerminalRequest::Suspend)));
}

#[test]
fn a_row_that_the_wheel_scrolled_away_is_shown_before_a_key_does_anything_with_it() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.resize(80, 14);
    screen.wheel("Bedrock (IAM)", 9).sees_not("▌").keys("s").selected("Anthropic (API Key)");
    assert_eq!(screen.bytes(), before);
    screen.keys("s").sees(&mode_is("Anthropic (API Key)", MidStream::Steer));
    assert_ne!(screen.bytes(), before);
}

#[test]
fn connection_key_on_another_row_explains_what_it_needs() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("<end>").selected(messages::ADD_ROW);
    for key in ["c", "d", "m", "x"] {
        screen.keys(key).sees(&messages::needs_a_connection(key));
    }
    assert_eq!(screen.bytes(), before);
    screen.keys("<enter>").sees(messages::TYPE_TO_FILTER);
}

#[test]
fn d_far_down_a_long_list_shows_the_connection_at_its_new_place() {
    let mut screen = Screen::healthy_demo();
    screen.keys("1Gkk").selected("xAI (Grok)").keys("d").selected("●  xAI (Grok)");
    assert!(screen.lines()[screen.selected_line()].contains("xAI (Grok)"), "{}", screen.text());
    screen.keys("u").selected("xAI (Grok)");
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

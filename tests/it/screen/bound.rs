//! Every row of the table of keys, pressed where it holds.

use std::sync::Arc;
use std::time::Duration;

use llm_connections::tui::keymap::{BINDINGS, Binding, Keymap, overlap};
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::transfer::choosing_imports;
use crate::screen::validate::{lists, local, v1};
use crate::support::login_provider::{self, LoginProvider};
use crate::support::model_servers::{at_ports, ollama};
use crate::support::server::{Reply, Server};

/// A screen on which some rows of the table hold.
type Situation = Box<dyn Fn() -> Screen>;

fn after(keys: &'static str) -> Situation {
    Box::new(move || {
        let mut screen = Screen::demo();
        screen.keys(keys);
        screen
    })
}

fn in_field(connection: Value, label: &'static str, text: &'static str) -> Situation {
    Box::new(move || {
        let mut screen = Screen::with(&json!([connection]));
        screen.keys("e").field(label).keys(text);
        screen
    })
}

/// A key is typed beside a running Craft, and then other keys.
fn while_craft_runs(then: &'static str) -> Situation {
    Box::new(move || {
        let (mut screen, craft) = crate::screen::craft::while_craft_runs();
        screen.beside(craft).keys("e").field("API key").keys("another").keys(then);
        screen
    })
}

/// A provider answers for real, and then keys are pressed.
fn probed(url: String, first: &'static str, then: &'static str) -> Situation {
    Box::new(move || {
        let mut screen = Screen::with(&json!([local("a", &url)]));
        screen.asking_for_real().keys(first).all_answered().keys(then);
        screen
    })
}

/// A login waits for a person, and its provider answers for real.
fn signing_in(provider: &Arc<LoginProvider>, keys: &'static str, until: &'static str) -> Situation {
    let provider = Arc::clone(provider);
    Box::new(move || {
        let chatgpt = json!({"slug": "a", "name": "A", "providerType": "pi", "authType": "oauth",
            "piAuthProvider": "openai-codex", "createdAt": 1});
        let mut screen = Screen::with(&json!([chatgpt]));
        screen.signing_in_at(&provider).keys("1").keys(keys).signs_in_until(until);
        screen
    })
}

fn situations(server: &Server, ollama: &Server) -> Vec<Situation> {
    let provider = Arc::new(LoginProvider::start(vec![
        (login_provider::USER_CODE, vec![login_provider::chatgpt_code()]),
        (login_provider::DEVICE_TOKEN, vec![Box::new(|_| Reply::Silence)]),
    ]));
    let key = |auth: &str| json!({"slug": "a", "name": "Alpha", "providerType": "anthropic", "authType": auth, "createdAt": 1});
    let vertex = json!({"slug": "a", "name": "Alpha", "providerType": "vertex",
        "authType": "service_account_file", "createdAt": 1});
    vec![
        // The page, and each kind of row.
        after(""),
        after("su"),
        after("/ollama<enter>"),
        after("gg"),
        after("G"),
        after("<tab>"),
        after("<backtab>"),
        after("0"),
        after("2"),
        after("2jjjj"),
        after("3"),
        after("/"),
        Box::new(|| Screen::of("{")),
        after("<space>"),
        Box::new(|| {
            let mut screen = Screen::demo();
            screen.writes("{").come_due(Duration::from_secs(5)).keys("<f2>");
            screen
        }),
        Box::new(|| Screen::with(&json!([]))),
        probed(server.url(), "v", ""),
        // The layers.
        after("m"),
        after("m<up><up>"),
        after("m<up><up><right>"),
        after("a"),
        after("r"),
        after("x"),
        after("i"),
        after("<f1>"),
        after("p"),
        after("pj"),
        // A running Craft whose server is not known.
        while_craft_runs("<c-s>"),
        while_craft_runs("<c-s>t"),
        after("sp"),
        after("supf"),
        after("ssh"),
        after("ssuh"),
        after("I<enter>"),
        Box::new(choosing_imports),
        signing_in(&provider, "L", messages::BY_DEVICE.0),
        signing_in(&provider, "L<enter>", "W X Y Z"),
        signing_in(&provider, "L<down><enter>", messages::PASTE_ADDRESS),
        // The form.
        after("e"),
        after("e<tab><tab>"),
        after("agroq<enter>"),
        Box::new(|| {
            let mut screen = Screen::demo();
            let typed = "<c-u>gpt-oss-12b<c-s>";
            screen.keys("agroq<enter>").field("Default model").keys(typed);
            screen
        }),
        in_field(key("api_key"), "API key", "sk-ant-1"),
        in_field(key("api_key"), "API key", ""),
        in_field(key("api_key"), "Authentication", ""),
        in_field(vertex, "Service account", "~/.craft-ag"),
        in_field(local("a", "http://localhost:1/v1"), "Models", "<enter>"),
        in_field(local("a", "http://localhost:1/v1"), "Models", "<enter>amodel<enter>"),
        in_field(local("a", "http://localhost:1/v1"), "Models", "<enter>amodel"),
        probed(server.url(), "e<c-t>", ""),
        probed(v1(server), "e<c-t>", ""),
        {
            let url = v1(server);
            Box::new(move || {
                let mut connection = local("a", &url);
                connection["defaultModel"] = json!("nope");
                let mut screen = Screen::with(&json!([connection]));
                screen.asking_for_real().keys("e<c-t>").all_answered();
                screen
            })
        },
        {
            let url = v1(server);
            Box::new(move || {
                let mut screen = Screen::with(&json!([local("a", &url)]));
                screen.asking_for_real().keys("e").field("Models").keys("<enter>f").all_answered();
                screen
            })
        },
        {
            let hosts = at_ports(&[(11434, ollama)]);
            Box::new(move || {
                let mut screen = Screen::with(&json!([local("a", "http://localhost:1/v1")]));
                screen.asking_in_place_of(&hosts).keys("l").all_answered();
                screen
            })
        },
    ]
}

/// Leaves those rows in `rest` whose keys do nothing in a situation.
fn press_all(situation: &Situation, rest: &mut Vec<&'static Binding>) {
    let mut screen = situation();
    let contexts = screen.key_contexts();
    // A person's own keys are checked against all that apply with them.
    for (one, other) in contexts.iter().flat_map(|one| contexts.iter().map(move |o| (one, o))) {
        assert!(overlap(*one, *other), "{one:?} applies with {other:?}");
    }
    // An earlier context may bind the key to something else.
    let holds = |row: &Binding| {
        contexts.contains(&row.context)
            && Keymap::default().lookup(&contexts, row.keys[0].event()) == Some(row.action)
    };
    let mut is_fresh = true;
    rest.retain(|row| {
        if !holds(row) {
            return true;
        }
        if screen.key_contexts() != contexts {
            (screen, is_fresh) = (situation(), true);
        }
        let is_handled = screen.handles(row.keys[0]);
        if is_handled || is_fresh {
            is_fresh = false;
            return !is_handled;
        }
        // What was pressed before may be why it does not apply.
        screen = situation();
        !screen.handles(row.keys[0])
    });
}

#[test]
fn every_binding_is_handled_in_its_context() {
    let server = lists(None);
    let mut rest: Vec<&Binding> = BINDINGS.iter().collect();
    for situation in situations(&server, &ollama(&["m"])) {
        press_all(&situation, &mut rest);
    }
    let rest: Vec<String> =
        rest.iter().map(|row| format!("{:?} in {:?}", row.action, row.context)).collect();
    assert!(rest.is_empty(), "{rest:?}");
}

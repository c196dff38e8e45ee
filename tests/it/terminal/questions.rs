//! What a command asks on a terminal before it does what was perhaps not meant.

use std::fs;

use llm_connections::cli::messages::{
    ASK_TO_STORE_ODD_KEY, ask_to_create, ask_to_restore, models, transfer,
};
use llm_connections::tui::messages;
use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// The program with these arguments on a home.
fn start(home: &Home, arguments: &[&str]) -> Start {
    arguments.iter().fold(Start::program(home), |start, argument| start.argument(argument))
}

#[test]
fn newest_backup_is_restored_only_after_confirming_name_and_age() {
    let home = Home::new();
    let before = fs::read(home.config()).unwrap();
    let code = start(&home, &["rename", "groq", "Renamed"]).start().end().code;
    assert_eq!(code, 0);
    let renamed = fs::read(home.config()).unwrap();
    for (answer, code, restores) in [("n", 1, false), ("", 1, false), ("y", 0, true)] {
        let terminal = start(&home, &["restore"]).start();
        terminal.see(ask_to_restore("").trim_end_matches('?'));
        terminal.see("(just now)? [y/N]");
        assert_eq!(fs::read(home.config()).unwrap(), renamed, "not agreed yet");
        terminal.keys(&format!("{answer}\n"));
        let end = terminal.end();
        assert_eq!(end.code, code, "{}", String::from_utf8_lossy(&end.raw));
        assert_eq!(fs::read(home.config()).unwrap() == before, restores, "{answer:?}");
    }
}

#[test]
fn missing_folder_is_confirmed_and_named_on_the_screen() {
    let home = Home::new();
    let folder = home.dir().join("typo");
    let named = folder.to_str().unwrap();
    for (answer, exists) in [("n", false), ("y", true)] {
        let terminal = start(&home, &["--config-dir", named, "add", "--preset", "Groq"]).start();
        terminal.read(&format!("{} [y/N]", ask_to_create(&folder)));
        assert!(!folder.exists(), "not agreed yet");
        terminal.keys(&format!("{answer}\n"));
        assert_eq!(terminal.end().code, u32::from(!exists));
        assert_eq!(folder.exists(), exists, "{answer}");
    }
    fs::remove_dir_all(&folder).unwrap();
    let terminal = start(&home, &["--config-dir", named]).open();
    terminal.see(messages::NO_FOLDER[0]);
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert!(!folder.exists());
}

#[test]
fn key_of_another_provider_is_stored_only_after_consent() {
    let home = Home::new();
    for (answer, code) in [("n", 1), ("y", 0)] {
        let terminal = start(&home, &["secret", "set", "groq"]).start();
        terminal.see("(not shown)");
        terminal.keys("sk-ant-api03-Zx9Kq2Lm8Rt4Vb7Nc1\r");
        terminal.see("This looks like a key of Anthropic");
        terminal.see(&format!("{ASK_TO_STORE_ODD_KEY} [y/N]"));
        terminal.keys(&format!("{answer}\n"));
        let end = terminal.end();
        let message = String::from_utf8_lossy(&end.raw);
        assert_eq!(end.code, code, "{message}");
        assert_eq!(message.contains("Stored the key"), code == 0, "{message}");
        assert!(!message.contains("Zx9Kq2"), "{message}");
    }
}

#[test]
fn models_are_updated_only_after_confirming_each_change() {
    let list = json!({"data": [{"id": "kept", "context_length": 8_192}, {"id": "new"}]});
    let server = Server::start(move |_| Reply::Json(200, list.clone()));
    let home = Home::new();
    let mut config = home.json();
    let own = json!({"slug": "own", "name": "Own", "providerType": "pi_compat", "authType": "none",
        "baseUrl": format!("{}/v1", server.url()), "customEndpoint": {"api": "openai-completions"},
        "models": ["kept", "typed"], "defaultModel": "typed", "createdAt": 1});
    config["llmConnections"].as_array_mut().unwrap().push(own);
    fs::write(home.config(), format!("{config:#}\n")).unwrap();
    let before = fs::read(home.config()).unwrap();
    for (answer, code) in [("n", 1), ("y", 0)] {
        let terminal = start(&home, &["models", "own", "--fetch", "--update"]).start();
        terminal.see("new: new");
        terminal.see("changed: kept: context not set → 8K");
        terminal.see(&models::unlisted_model("typed", false));
        terminal.see(&models::default_not_listed("typed"));
        terminal.see(&format!("{} [y/N]", models::ask_to_update("Own")));
        assert_eq!(fs::read(home.config()).unwrap(), before, "not agreed yet");
        terminal.keys(&format!("{answer}\n"));
        assert_eq!(terminal.end().code, code);
    }
    let models = json!([{"id": "kept", "contextWindow": 8_192}, "typed", "new"]);
    assert_eq!(home.connection("own")["models"], models);
}

#[test]
fn import_offers_are_chosen_by_number_or_name() {
    let home = Home::new();
    let provider = |name: &str| {
        json!({"name": name, "settingsConfig": {"env": {"ANTHROPIC_MODEL": "m",
            "ANTHROPIC_BASE_URL": format!("https://{name}.example"), "ANTHROPIC_AUTH_TOKEN": "PLANTED0123456789"}}})
    };
    let config = json!({"claude": {"providers": {"1": provider("one"), "2": provider("two"), "3": provider("three")}}});
    let folder = home.dir().join(".cc-switch");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let slugs = || {
        let json = home.json();
        let list = json["llmConnections"].as_array().unwrap().clone();
        list.iter().map(|c| c["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = slugs();
    for (answer, code, added) in
        [("", 1, vec![]), ("9", 2, vec![]), ("2, three", 0, vec!["two", "three"])]
    {
        let terminal = start(&home, &["import", "--from", "cc-switch"]).start();
        terminal.see("three.example");
        terminal.see(transfer::ASK_WHICH);
        terminal.keys(&format!("{answer}\n"));
        let end = terminal.end();
        let text = String::from_utf8_lossy(&end.raw);
        assert_eq!(end.code, code, "{text}");
        assert!(!text.contains("PLANTED"), "{text}");
        let all = slugs();
        assert_eq!(all[before.len()..], added, "{answer}");
    }
}

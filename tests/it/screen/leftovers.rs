//! A screen leaves nothing open, however often it reads its files again and asks providers.

use std::fs;
use std::sync::mpsc::channel;
use std::time::Duration;

use llm_connections::store::Paths;
use llm_connections::store::survey::{StoreEvent, Survey};
use llm_connections::tui::event::Event;
use llm_connections::vault::{Keys, Machine};
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::support::resources::leaves_nothing_open;
use crate::support::server::{Reply, Server};

/// How often a screen reads again, and how many connections it validates, for each time that the
/// whole is repeated.
const RELOADS: usize = 100;
const CONNECTIONS: usize = 25;

const SOON: Duration = Duration::from_secs(20);

#[test]
fn a_screen_that_reloads_and_validates_leaves_nothing_open() {
    leaves_nothing_open(
        "screen::leftovers::a_screen_that_reloads_and_validates_leaves_nothing_open",
        || {
            let server = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
            let connections: Value = (0..CONNECTIONS)
                .map(|n| {
                    json!({"slug": format!("c{n}"), "name": format!("C {n}"), "providerType": "pi_compat", "authType": "none",
                        "baseUrl": server.url(), "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m", "createdAt": 1})
                })
                .collect();
            let mut screen = Screen::with_workspace(&connections, "{}");
            screen.asking_for_real().keys("V").all_answered();
            assert!(server.requests().len() >= CONNECTIONS);
            for _ in 0..RELOADS {
                for news in [
                    StoreEvent::Config,
                    StoreEvent::Credentials,
                    StoreEvent::Workspaces(vec!["~/w".to_owned()]),
                ] {
                    screen.give(Event::StoreEvent(news));
                }
            }
        },
    );
}

#[test]
fn file_watcher_leaves_no_watch_and_no_thread() {
    leaves_nothing_open("screen::leftovers::file_watcher_leaves_no_watch_and_no_thread", || {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths {
            config_dir: home.path().join("craft"),
            home: Some(home.path().to_owned()),
            state_dir: home.path().join("state"),
        };
        fs::create_dir(&paths.config_dir).expect("a folder");
        let config = paths.config();
        let (sender, news) = channel();
        let keys = Keys::new(Machine::This);
        let survey = Survey::start(paths, keys, move |new| drop(sender.send(new)));
        survey.workspaces(vec!["~/w".to_owned()]);
        // It reports them once it watches.
        let is_sessions = |news: &StoreEvent| matches!(news, StoreEvent::Sessions(_));
        while !is_sessions(&news.recv_timeout(SOON).expect("the sessions")) {}
        fs::write(config, "{}").expect("written");
        while !matches!(news.recv_timeout(SOON).expect("the change"), StoreEvent::Config) {}
    });
}

//! What happens beside the screen: other programs write files, providers and Craft's server answer,
//! the editor returns.

use std::any::Any;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::{Duration, Instant};

use llm_connections::craft_link::worker::LinkEvent;
use llm_connections::probe::worker::{ProbeEvent, ProbeTask, Prober};
use llm_connections::probe::{Http, Timeouts};
use llm_connections::signin::Client;
use llm_connections::signin::worker::SignInWorker;
use llm_connections::store::read_all;
use llm_connections::store::survey::StoreEvent;
use llm_connections::system::craft_process::RunningCraft;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::event::Event;
use llm_connections::tui::{FileDraft, JsonDraft};
use serde_json::Value;

use crate::screen::harness::Screen;
use crate::support::login_provider::{LoginProvider, SECOND};

impl Screen {
    /// Another program writes the credentials, and the watcher reports it.
    pub fn outside_credentials(&mut self, write: impl FnOnce(&Path)) -> &mut Self {
        write(&self.credentials());
        self.give(Event::StoreEvent(StoreEvent::Credentials))
    }

    /// From now on logins are real, at a provider of the test on this machine.
    pub fn signing_in_at(&mut self, provider: &LoginProvider) -> &mut Self {
        let (sender, events) = channel();
        let hosts = provider.hosts();
        let client = move || Client::for_test(&hosts, SECOND, [0, 0]);
        let signer = SignInWorker::start(client, move |event| drop(sender.send(event)));
        self.signer = Some((signer, events));
        self
    }

    /// Handles the app's logins as the loop does; without a real signer nothing happens.
    pub(super) fn sign_in(&mut self) {
        while let Some(task) = self.app.take_sign_in_task() {
            if let Some((signer, _)) = &self.signer {
                signer.send(task);
            }
        }
    }

    /// Runs what the program waits for, until the screen shows this.
    #[track_caller]
    pub fn ticks_until(&mut self, text: &str) -> &mut Self {
        let give_up = Instant::now() + Duration::from_secs(20);
        while self.places_of(text).is_empty() {
            match self.app.deadline().filter(|at| *at < give_up) {
                Some(at) => sleep(at.saturating_duration_since(Instant::now())),
                None => self.fail(&format!("nothing is waited for that brings “{text}”")),
            }
            self.app.handle(Event::Tick);
            self.ask();
            self.sign_in();
            self.show();
        }
        self
    }

    /// Passes login events to the program one by one, until the screen shows this.
    #[track_caller]
    pub fn signs_in_until(&mut self, text: &str) -> &mut Self {
        while self.places_of(text).is_empty() {
            let (_, events) = self.signer.as_ref().expect("somebody signs in");
            match events.recv_timeout(Duration::from_secs(20)) {
                Ok(event) => self.app.handle(Event::SignIn(event)),
                Err(_) => self.fail(&format!("no event brings “{text}”")),
            }
            self.ask();
            self.sign_in();
            self.show();
        }
        self
    }

    /// From now on probes are real, at providers of the test on this machine.
    pub fn asking_for_real(&mut self) -> &mut Self {
        self.asking_in_place_of("")
    }

    /// The same with servers of the test in the place of hosts.
    pub fn asking_in_place_of(&mut self, hosts: &str) -> &mut Self {
        let (sender, events) = channel();
        let timeouts = Timeouts::default();
        let http = Http::new(timeouts).and_then(|http| http.with_test_hosts(hosts));
        let http = http.expect("servers of this machine");
        let prober = Prober::start_with(http, timeouts, move |event| drop(sender.send(event)));
        self.prober = Some((prober, events));
        self
    }

    /// Handles the app's probes as the loop does; without a real prober, that is the answer.
    pub(super) fn ask(&mut self) {
        while let Some(task) = self.app.take_link_task() {
            self.conversations.0.send(task);
        }
        while let Some(task) = self.app.take_probe_task() {
            match (task, &self.prober) {
                (task, Some((prober, _))) => {
                    match task {
                        ProbeTask::Start(..) | ProbeTask::FindLocalServers(_) => self.asking += 1,
                        ProbeTask::Cancel(_) => self.asking -= 1,
                    }
                    prober.send(task);
                }
                (ProbeTask::Start(number, _), None) => {
                    let why = "Nobody is asked here.".to_owned();
                    self.app.handle(Event::Probe(ProbeEvent::Ended(number, Err(why))));
                }
                (ProbeTask::FindLocalServers(number), None) => {
                    let why = "Nobody is asked here.".to_owned();
                    self.app.handle(Event::Probe(ProbeEvent::PortsEnded(number, Err(why))));
                }
                (ProbeTask::Cancel(_), None) => {}
            }
        }
    }

    /// Waits until Craft's server has done what it was asked, or failed.
    pub fn craft_answered(&mut self) -> &mut Self {
        loop {
            let event = self.conversations.1.recv_timeout(Duration::from_secs(20));
            let event = event.expect("an answer of Craft's server");
            let is_last = !matches!(event, LinkEvent::Opened(..));
            self.app.handle(Event::Link(event));
            self.find_craft();
            self.ask();
            if is_last || !self.app.waits_for_craft() {
                return self.show();
            }
        }
    }

    /// Waits until one more of the running probes has finished.
    pub fn answered(&mut self) -> &mut Self {
        loop {
            let (_, events) = self.prober.as_ref().expect("somebody is asked");
            let event = events.recv_timeout(Duration::from_secs(20)).expect("an answer");
            let is_last = !matches!(event, ProbeEvent::Started(_) | ProbeEvent::Port(..));
            self.app.handle(Event::Probe(event));
            if is_last {
                self.asking -= 1;
                return self.show();
            }
        }
    }

    /// Waits until all of them have.
    pub fn all_answered(&mut self) -> &mut Self {
        while self.asking > 0 {
            self.answered();
        }
        self
    }

    /// What the real program's other thread finds: no Craft, or the process that a test set.
    pub(super) fn find_craft(&mut self) {
        if self.app.take_craft_wanted() {
            let found = self.craft.map(|pid| RunningCraft { pid, version: None, since: None });
            self.app.handle(Event::StoreEvent(StoreEvent::Craft(found)));
        }
    }

    /// Keeps a value alive as long as the screen.
    pub fn beside(&mut self, companion: impl Any) -> &mut Self {
        self.companions.push(Box::new(companion));
        self
    }

    /// The real program's other thread reports the running Craft.
    pub fn craft_is_seen(&mut self) -> &mut Self {
        let found = self.craft.map(|pid| RunningCraft { pid, version: None, since: None });
        self.give(Event::StoreEvent(StoreEvent::Craft(found)))
    }

    /// Craft has ended, and that was reported.
    pub fn craft_ended(&mut self) -> &mut Self {
        self.craft = None;
        self.craft_is_seen()
    }

    /// Craft runs, as this process.
    pub const fn craft_runs(&mut self, pid: u32) -> &mut Self {
        self.craft = Some(pid);
        self
    }

    /// Does the work of the real program's other thread at once: reads the workspaces' own files
    /// and the sessions.
    pub(super) fn survey(&mut self) {
        if let Some(roots) = self.app.take_survey() {
            let paths = self.app.store().paths().clone();
            let files = read_all::read_workspaces(&paths, &roots);
            self.app.handle(Event::StoreEvent(StoreEvent::Read(files)));
            self.read_sessions();
        }
    }

    /// Delivers an event without running what becomes due afterwards.
    pub fn tell_only(&mut self, news: StoreEvent) -> &mut Self {
        self.app.handle(Event::StoreEvent(news));
        self.show()
    }

    /// Another program changed sessions, and all of them are read again.
    pub fn read_sessions(&mut self) -> &mut Self {
        let store = self.app.store();
        let listed = store.settings().workspaces().iter();
        let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
        let sessions = read_all::read_sessions(store.paths(), &roots);
        self.app.handle(Event::StoreEvent(StoreEvent::Sessions(Arc::new(sessions))));
        self.show()
    }

    /// Another program writes, and the watcher reports it, without running what becomes due
    /// afterwards.
    pub fn writes(&mut self, text: &str) -> &mut Self {
        fs::write(self.config(), text).expect("written");
        self.tell_only(StoreEvent::Config)
    }

    /// Another program writes, and the watcher reports it.
    pub fn outside(&mut self, write: impl FnOnce(&Path)) -> &mut Self {
        write(&self.config());
        self.give(Event::StoreEvent(StoreEvent::Config))
    }

    /// Another program changes config.json's value.
    pub fn outside_json(&mut self, change: impl FnOnce(&mut Value)) -> &mut Self {
        let mut json = self.json();
        change(&mut json);
        self.outside(|path| fs::write(path, format!("{json:#}")).expect("written"))
    }

    /// Another program points a connection to a compatible endpoint, which Craft's next start
    /// leaves alone.
    pub fn compatible(&mut self, slug: &str) -> &mut Self {
        self.outside_json(|json| {
            let list = json["llmConnections"].as_array_mut().expect("a list");
            let found = list.iter_mut().find(|c| c["slug"] == slug);
            let connection = found.expect("it is there");
            connection["providerType"] = "pi_compat".into();
            connection["customEndpoint"]["api"] = "openai-completions".into();
            if connection["authType"] != "none" {
                connection["piAuthProvider"] = "openai".into();
            }
        })
    }

    /// Opens the user's editor, which returns the text changed by a function.
    #[track_caller]
    pub fn edit(&mut self, change: impl FnOnce(String) -> String) -> &mut Self {
        let Some(TerminalRequest::EditJson(draft)) = self.request() else {
            self.fail("no editor was asked for")
        };
        let text = change(draft.text);
        self.give(Event::Edited(JsonDraft { text, ..draft }, None))
    }

    /// The same with a file of Craft's; checks the editor's draft first.
    #[track_caller]
    pub fn edit_file(
        &mut self,
        look: impl FnOnce(&FileDraft),
        change: impl FnOnce(String) -> String,
    ) -> &mut Self {
        let Some(TerminalRequest::EditFile(mut draft)) = self.request() else {
            self.fail("no editor was asked for")
        };
        look(&draft);
        draft.text = change(String::from_utf8(draft.text).expect("text")).into_bytes();
        self.give(Event::FileEdited(draft, None))
    }
}

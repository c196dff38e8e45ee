//! Asking about many connections at once, and giving it up.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_connections::probe::Limits;
use llm_connections::probe::worker::{AT_ONCE, ProbeEvent, ProbeTask, Prober};

use crate::probe::asking::{list, openai, without_secret};
use crate::support::server::{Reply, Server};

const SOON: Duration = Duration::from_secs(20);

/// A server that answers nobody until the test lets one go, and says whenever somebody asks.
fn secrets() -> (Server, Receiver<()>, Sender<()>) {
    let (asked, asks) = channel();
    let (go, gone) = channel();
    let gone = Arc::new(Mutex::new(gone));
    let server = Server::start(move |_| {
        // Nobody listens any more only when the test is over.
        let _ = asked.send(());
        let _ = gone.lock().map(|gone: std::sync::MutexGuard<'_, Receiver<()>>| gone.recv());
        Reply::Json(200, list(&["m"]))
    });
    (server, asks, go)
}

fn prober() -> (Prober, Receiver<ProbeEvent>) {
    let (sender, events) = channel();
    let limits = Limits { connect: SOON, total: SOON };
    let prober = Prober::start(limits, move |event| drop(sender.send(event)));
    (prober, events)
}

#[test]
fn no_more_than_eight_are_asked_at_once_and_all_in_the_end() {
    let (server, asks, go) = secrets();
    let (prober, events) = prober();
    for number in 0..20 {
        prober.send(ProbeTask::Start(number, Box::new(without_secret(openai(&server.url())))));
    }
    for _ in 0..AT_ONCE {
        asks.recv_timeout(SOON).expect("one more is asked");
    }
    let begun = events.try_iter().filter(|event| matches!(event, ProbeEvent::Started(_)));
    assert_eq!(begun.count(), AT_ONCE, "the others wait for their turn");
    for _ in 0..20 {
        go.send(()).expect("the server stands");
    }
    let mut answered = 0;
    while answered < 20 {
        let event = events.recv_timeout(SOON).expect("all are answered");
        answered += usize::from(matches!(event, ProbeEvent::Ended(_, Ok(_))));
    }
}

#[test]
fn what_is_given_up_is_told_no_more_and_leaves_its_turn_to_the_next() {
    let silent = Server::start(|_| Reply::Silence);
    let good = Server::start(|_| Reply::Json(200, list(&["m"])));
    let (prober, events) = prober();
    let full = u64::try_from(AT_ONCE).expect("a few");
    for number in 0..full {
        prober.send(ProbeTask::Start(number, Box::new(without_secret(openai(&silent.url())))));
    }
    prober.send(ProbeTask::Start(full, Box::new(without_secret(openai(&good.url())))));
    for number in 0..full {
        prober.send(ProbeTask::Cancel(number));
    }
    loop {
        match events.recv_timeout(SOON).expect("the next has its turn") {
            ProbeEvent::Ended(number, Ok(_)) => {
                assert_eq!(number, full, "nobody else was answered");
                return;
            }
            ProbeEvent::Started(_) => {}
            ProbeEvent::Ended(_, Err(why)) => panic!("{why}"),
        }
    }
}

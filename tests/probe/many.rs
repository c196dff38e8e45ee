//! Asking about many connections at once, and giving it up.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_connections::probe::Limits;
use llm_connections::probe::worker::{AT_ONCE, ProbeEvent, Prober};

use crate::asking::{list, openai, without_secret};
use crate::server::{Reply, Server};

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
    let (tell, stages_with_exchanges) = channel();
    let limits = Limits { connect: SOON, total: SOON };
    let prober = Prober::start(limits, move |news| drop(tell.send(news)));
    (prober, stages_with_exchanges)
}

#[test]
fn no_more_than_eight_are_asked_at_once_and_all_in_the_end() {
    let (server, asks, go) = secrets();
    let (prober, stages_with_exchanges) = prober();
    for number in 0..20 {
        prober.ask(number, without_secret(openai(&server.url())));
    }
    for _ in 0..AT_ONCE {
        asks.recv_timeout(SOON).expect("one more is asked");
    }
    let begun =
        stages_with_exchanges.try_iter().filter(|news| matches!(news, ProbeEvent::Started(_)));
    assert_eq!(begun.count(), AT_ONCE, "the others wait for their turn");
    for _ in 0..20 {
        go.send(()).expect("the server stands");
    }
    let mut answered = 0;
    while answered < 20 {
        let news = stages_with_exchanges.recv_timeout(SOON).expect("all are answered");
        answered += usize::from(matches!(news, ProbeEvent::Answered(..)));
    }
}

#[test]
fn what_is_given_up_is_told_no_more_and_leaves_its_turn_to_the_next() {
    let silent = Server::start(|_| Reply::Silence);
    let good = Server::start(|_| Reply::Json(200, list(&["m"])));
    let (prober, stages_with_exchanges) = prober();
    let full = u64::try_from(AT_ONCE).expect("a few");
    for number in 0..full {
        prober.ask(number, without_secret(openai(&silent.url())));
    }
    prober.ask(full, without_secret(openai(&good.url())));
    for number in 0..full {
        prober.cancel(number);
    }
    loop {
        match stages_with_exchanges.recv_timeout(SOON).expect("the next has its turn") {
            ProbeEvent::Answered(number, _) => {
                assert_eq!(number, full, "nobody else was answered");
                return;
            }
            ProbeEvent::Started(_) => {}
            ProbeEvent::Unable(_, why) => panic!("{why}"),
        }
    }
}

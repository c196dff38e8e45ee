//! Asking about many connections at once, and giving it up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use llm_connections::probe::Timeouts;
use llm_connections::probe::report::Verdict;
use llm_connections::probe::worker::{AT_ONCE, ProbeEvent, ProbeTask, Prober};

use serde_json::json;

use crate::probe::asking::{KEY, list, openai, request, without_secret};
use crate::support::server::{Reply, Server};

/// How many there are, which is more than are asked at once.
const ALL: u64 = 50;

const SOON: Duration = Duration::from_secs(20);

/// A server that answers no request until the test lets one go, and reports each that arrives.
fn secrets() -> (Server, Receiver<()>, Sender<()>) {
    let (asked, asks) = channel();
    let (go, gone) = channel();
    let gone = Arc::new(Mutex::new(gone));
    let server = Server::start(move |_| {
        // The receiver has gone only when the test is over.
        let _ = asked.send(());
        let _ = gone.lock().map(|gone: std::sync::MutexGuard<'_, Receiver<()>>| gone.recv());
        Reply::Json(200, list(&["m"]))
    });
    (server, asks, go)
}

fn prober() -> (Prober, Receiver<ProbeEvent>) {
    let (sender, events) = channel();
    let timeouts = Timeouts { connect: SOON, total: SOON };
    let prober = Prober::start(timeouts, move |event| drop(sender.send(event)));
    (prober, events)
}

#[test]
fn concurrent_requests_are_limited_and_all_complete() {
    let (server, asks, go) = secrets();
    let (prober, events) = prober();
    for number in 0..ALL {
        prober.send(ProbeTask::Start(number, Box::new(without_secret(openai(&server.url())))));
    }
    for _ in 0..AT_ONCE {
        asks.recv_timeout(SOON).expect("one more is asked");
    }
    let begun = events.try_iter().filter(|event| matches!(event, ProbeEvent::Started(_)));
    assert_eq!(begun.count(), AT_ONCE, "the others wait for their turn");
    for _ in 0..ALL {
        go.send(()).expect("the server stands");
    }
    let mut answered: u64 = 0;
    while answered < ALL {
        let event = events.recv_timeout(SOON).expect("all are answered");
        answered += u64::from(matches!(event, ProbeEvent::Ended(_, Ok(_))));
    }
}

#[test]
fn cancelled_probe_reports_nothing_and_frees_its_slot() {
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
                assert_eq!(number, full, "no other request was answered");
                return;
            }
            ProbeEvent::Started(_) => {}
            ProbeEvent::Ended(_, Err(why)) => panic!("{why}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn as_many_slow_endpoints_as_may_be_are_asked_at_once() {
    let peak = Arc::new(AtomicUsize::new(0));
    // Each is asked twice: for its list, and for the model that is not in it.
    let (now, highest) = (AtomicUsize::new(0), Arc::clone(&peak));
    let slow = Server::start_elsewhere(move |request| {
        highest.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        // So slow it is: nothing is waited for.
        std::thread::sleep(Duration::from_secs(1));
        // Before the answer, after which the next may come.
        now.fetch_sub(1, Ordering::SeqCst);
        match request.path.as_str() {
            "/models" => Reply::Json(200, list(&["other"])),
            _ => Reply::Json(200, json!({"id": "m"})),
        }
    });
    let (prober, events) = prober();
    let began = Instant::now();
    for number in 0..100 {
        let mut request = request(openai(&slow.url()), KEY);
        request.unencrypted = true;
        prober.send(ProbeTask::Start(number, Box::new(request)));
    }
    let mut valid = 0;
    while valid < 100 {
        match events.recv_timeout(SOON).expect("all are answered") {
            ProbeEvent::Started(_) => {}
            ProbeEvent::Port(..) | ProbeEvent::PortsEnded(..) => panic!("no port was looked at"),
            ProbeEvent::Ended(_, Ok(report)) => {
                assert_eq!(report.verdict(), Verdict::Valid, "{report:#?}");
                valid += 1;
            }
            ProbeEvent::Ended(_, Err(why)) => panic!("{why}"),
        }
    }
    assert_eq!(slow.lines().len(), 200);
    assert_eq!(peak.load(Ordering::SeqCst), AT_ONCE);
    // Ten seconds if all places are always taken, and twenty if half of them are.
    assert!(began.elapsed() < Duration::from_secs(18), "{:?}", began.elapsed());
}

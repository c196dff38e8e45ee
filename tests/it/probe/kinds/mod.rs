//! Every kind of answer that real servers give, each from a server in the shape that such servers
//! have: what it means, what is advised, what was asked in which order, and who got the key.

mod addresses;
mod balances;
mod clients;
mod lists;
mod messages;
mod refusals;
mod sibling_endpoints;

use llm_connections::probe::report::{Reason, Report, StageOutcome, Verdict};
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{KEY, asked_with_hosts, assert_honest, openai, outcomes, request};
use crate::support::server::{Reply, Request, Server};

/// The host that is configured, which is not this machine by any rule.
pub const HOST: &str = "gateway.example";

/// The address below which it is asked.
pub const BASE: &str = "https://gateway.example/v1";

/// Hosts that an answer may name, and that no secret may reach.
const OTHERS: [&str; 4] =
    ["login.example", "api.moonshot.cn", "api.moonshot.ai", "eu.api.openai.com"];

/// What was found, and what was asked for it.
pub struct Found {
    pub report: Report,
    pub requests: Vec<Request>,
}

impl Found {
    /// The stages in four letters: passed, failed, and a dash for what was not asked.
    pub fn stages(&self) -> String {
        let letters = outcomes(&self.report).map(|outcome| match outcome {
            StageOutcome::Passed => 'P',
            StageOutcome::Failed => 'F',
            StageOutcome::NotProbed => '-',
        });
        letters.iter().collect()
    }

    pub fn reason(&self) -> Option<&'static str> {
        self.report.reason().map(Reason::key)
    }

    pub fn lines(&self) -> Vec<String> {
        self.requests.iter().map(Request::line).collect()
    }

    /// Its stages, its reason, and a part of its advice.
    #[track_caller]
    pub fn is(&self, case: &str, stages: &str, reason: Option<&str>, advice: &str) {
        assert_eq!(self.stages(), stages, "{case}: {:#?}", self.report);
        assert_eq!(self.reason(), reason, "{case}: {:#?}", self.report);
        let given = self.report.advice().unwrap_or_default();
        assert!(given.contains(advice), "{case}: {given:?} has no {advice:?}");
        assert_eq!(self.report.verdict() == Verdict::Failed, stages.contains('F'), "{case}");
    }
}

/// One to an endpoint of the user's own on another machine, with the default model `m-large`.
pub fn gateway() -> Value {
    crate::probe::asking::with(openai(BASE), "defaultModel", json!("m-large"))
}

/// What comes of asking about a connection, where a server stands for its host.
pub fn probed(
    host: &str,
    connection: Value,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Found {
    probed_as(host, &request(connection, KEY), answer)
}

/// The same of a request as it is.
pub fn probed_as(
    host: &str,
    request: &ProbeRequest,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Found {
    let server = Server::start(answer);
    let others = crate::probe::asking::bystander();
    let elsewhere = OTHERS.into_iter().filter(|other| *other != host).map(|other| (other, &others));
    let hosts: Vec<_> = elsewhere.chain([(host, &server)]).collect();
    let report = asked_with_hosts(&hosts, request);
    assert_honest(&report);
    assert_eq!(others.lines(), [""; 0], "another host was asked");
    let requests = server.requests();
    for request in &requests {
        assert!(
            !request.path.contains("PLANTED") && !request.body.contains("PLANTED"),
            "{request:?}"
        );
        let keyed = request.headers.iter().filter(|(_, value)| value.contains("PLANTED"));
        let headers: Vec<&str> = keyed.map(|(name, _)| name.as_str()).collect();
        assert!(
            matches!(
                headers[..],
                [] | ["authorization" | "x-api-key" | "api-key" | "x-goog-api-key"]
                    | ["x-api-key", "authorization"]
            ),
            "{request:?}"
        );
    }
    Found { report, requests }
}

/// A server that answers every list with the first and every message with the second.
pub fn answers(
    list: (u16, Value),
    message: (u16, Value),
) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    move |request| {
        let (status, body) = if request.method == "POST" { &message } else { &list };
        Reply::Json(*status, body.clone())
    }
}

/// An error as most write it.
pub fn error(text: &str) -> Value {
    json!({"error": {"message": text}})
}

/// An answer to a message.
pub fn reply() -> Value {
    json!({"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": "."}}],
        "usage": {"completion_tokens": 1}})
}

/// A list that has the default model.
pub fn listed() -> Value {
    crate::probe::asking::list(&["m-large", "m-small"])
}

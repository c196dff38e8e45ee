//! Connections to ask about, and what is looked at when they were asked.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use llm_connections::probe::report::{Exchange, Report, StageName, StageOutcome, Verdict};
use llm_connections::probe::{Http, Timeouts, validate};
use llm_connections::settings::Connection;
use llm_connections::settings::craft::describe::sends;
use llm_connections::settings::craft::sends::{NoRequest, Sends};
use llm_connections::settings::credential::Authentication;
use llm_connections::settings::credential::key;
use llm_connections::settings::credential::with_secrets::CredentialSecrets;
use llm_connections::settings::proxy::NetworkProxy;
use llm_connections::settings::secret::Secret;
use llm_connections::settings::validation::request::ProbeRequest;
use llm_connections::store::milliseconds;
use serde_json::{Map, Value, json};

use crate::support::server::{Request, Server};
pub use StageOutcome::{Failed, NotProbed, Passed};

/// The key of whoever asks.
pub const KEY: &str = "sk-PLANTED-0123456789";

/// A name that has no address. Its first part is longer than DNS allows, so that the system's
/// resolver knows that without asking a server.
pub const NO_NAME: &str =
    "nobody-nobody-nobody-nobody-nobody-nobody-nobody-nobody-nobody-x.invalid";

/// Why nothing is sent for an upstream that Craft does not have.
pub fn no_upstream() -> String {
    let nothing = Sends::Nothing(NoRequest::NoKeyForTheModel { knows_upstream: false });
    sends(&Map::new(), &nothing).expect("a sentence")
}

/// A connection with its secret.
pub fn request(connection: Value, secret: &str) -> ProbeRequest {
    let typed = vec![(key::VALUE, Some(Secret::new(secret.to_owned())))];
    ProbeRequest {
        connection: Arc::new(Connection::new(connection)),
        authentication: Authentication::Stored,
        secrets: CredentialSecrets::default().with_typed(&typed),
        stamp: None,
        unencrypted: false,
        may_spend: true,
        full_test: None,
        is_sample: false,
        network_proxy: NetworkProxy::default(),
        now_ms: milliseconds(SystemTime::now()),
    }
}

/// A connection that needs no secret, and has none.
pub fn without_secret(connection: Value) -> ProbeRequest {
    ProbeRequest {
        authentication: Authentication::NotNeeded,
        secrets: CredentialSecrets::default(),
        ..request(connection, "")
    }
}

/// One to what speaks like Anthropic, with the default model `m`.
pub fn anthropic(base: &str) -> Value {
    json!({"slug": "a", "name": "A", "providerType": "anthropic", "authType": "api_key",
        "baseUrl": base, "defaultModel": "m"})
}

/// One to what speaks like `OpenAI`, with the default model `m`.
pub fn openai(base: &str) -> Value {
    json!({"slug": "o", "name": "O", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
        "piAuthProvider": "openai", "baseUrl": base, "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m"})
}

/// One to an upstream of Craft's own backend, with a default model of that upstream.
pub fn upstream(upstream: &str, model: &str) -> Value {
    json!({"slug": "p", "name": "P", "providerType": "pi", "authType": "api_key", "piAuthProvider": upstream,
        "defaultModel": model})
}

/// One to Azure, whose endpoint is the user's own. The runtime knows its default model.
pub fn azure(base: &str) -> Value {
    with(upstream("azure-openai-responses", "gpt-5.4"), "baseUrl", json!(base))
}

/// The host of Google's API, and a model that it has.
pub const GOOGLE: &str = "generativelanguage.googleapis.com";
pub const GEMINI: &str = "gemini-2.5-flash";

/// The same with another value in a field; null takes the field away.
pub fn with(mut connection: Value, field: &str, value: Value) -> Value {
    let object = connection.as_object_mut().expect("an object");
    if value.is_null() {
        object.shift_remove(field);
    } else {
        object.insert(field.to_owned(), value);
    }
    connection
}

/// A list of models, as most write it.
pub fn list(ids: &[&str]) -> Value {
    let models: Value = ids.iter().map(|id| json!({"id": id})).collect();
    json!({"object": "list", "data": models})
}

/// What came of asking, with time enough.
pub fn asked(request: &ProbeRequest) -> Report {
    asked_within(request, Duration::from_secs(20))
}

/// What asks: the certificates of the system are read once.
pub static HTTP: LazyLock<Http> = LazyLock::new(|| {
    let connect = Duration::from_secs(20);
    let total = connect;
    Http::new(Timeouts { connect, total }).expect("encryption")
});

/// What came of asking, with so much time for all.
pub fn asked_within(request: &ProbeRequest, total: Duration) -> Report {
    asked_by(&HTTP, request, total)
}

fn asked_by(http: &Http, request: &ProbeRequest, total: Duration) -> Report {
    let timeouts = Timeouts { connect: total, total };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(validate(request, http, timeouts))
}

/// Servers of the test in the place of hosts, as the environment of the program names them.
pub fn hosts(hosts: &[(&str, &Server)]) -> String {
    let hosts = hosts.iter().map(|(host, server)| format!("{host}={}", server.url()));
    hosts.collect::<Vec<_>>().join(",")
}

/// What came of asking, with a server of the test in the place of a host.
pub fn asked_at(host: &str, server: &Server, request: &ProbeRequest) -> Report {
    asked_at_within(host, server, request, Duration::from_secs(20))
}

/// What came of asking, with servers of the test in the place of hosts.
pub fn asked_with_hosts(servers: &[(&str, &Server)], request: &ProbeRequest) -> Report {
    let http = HTTP.clone().with_test_hosts(&hosts(servers)).expect("this machine");
    asked_by(&http, request, Duration::from_secs(20))
}

/// The same with so much time for all.
pub fn asked_at_within(
    host: &str,
    server: &Server,
    request: &ProbeRequest,
    total: Duration,
) -> Report {
    let http = HTTP.clone().with_test_hosts(&hosts(&[(host, server)])).expect("this machine");
    asked_by(&http, request, total)
}

/// What came of the stages, in their order.
pub fn outcomes(report: &Report) -> [StageOutcome; 4] {
    StageName::ALL.map(|name| report.stage(name).outcome)
}

/// All stages hold.
pub const VALID: [StageOutcome; 4] = [Passed; 4];

/// No server could be asked.
pub const UNREACHED: [StageOutcome; 4] = [Passed, Failed, NotProbed, NotProbed];

/// The secret is not accepted.
pub const REFUSED: [StageOutcome; 4] = [Passed, Passed, Failed, NotProbed];

/// All stages hold, the verdict says so, and nothing is left to do.
#[track_caller]
pub fn assert_valid(report: &Report) {
    assert_eq!(outcomes(report), VALID, "{report:#?}");
    assert_eq!(report.verdict(), Verdict::Valid, "{report:#?}");
    assert_honest(report);
}

/// What holds of every report: a stage that failed says what to do, those behind it claim nothing,
/// and nowhere stands the key.
#[track_caller]
pub fn assert_honest(report: &Report) {
    assert!(!format!("{report:?}").contains("PLANTED"), "{report:#?}");
    let mut failed = false;
    for stage in report.stages() {
        if failed {
            assert_eq!(stage.outcome, NotProbed, "{report:#?}");
        }
        if stage.outcome == Failed {
            assert!(stage.advice.is_some(), "{report:#?}");
            failed = true;
        }
        let ends = |text: &String| text.ends_with('.');
        assert!(ends(&stage.sentence), "{report:#?}");
        assert!(stage.advice.as_ref().is_none_or(ends), "{report:#?}");
    }
}

/// What was asked for a stage.
#[track_caller]
pub fn question(report: &Report, name: StageName) -> &Exchange {
    let stage = report.stage(name);
    stage.exchange.as_ref().expect("it was asked")
}

/// Whether a request has a key at its place, and nowhere else.
pub fn has_key(request: &Request, header: &str, value: &str) -> bool {
    let mut others = request.headers.iter().filter(|(name, _)| name != header);
    request.header(header) == Some(value)
        && !others.any(|(_, value)| value.contains("PLANTED"))
        && !request.path.contains("PLANTED")
        && !request.body.contains("PLANTED")
}

/// A server that must not be asked.
pub fn bystander() -> Server {
    Server::start(|_| crate::support::server::Reply::Json(200, list(&["m"])))
}

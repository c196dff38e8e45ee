//! Vertex AI is asked with a token that only Google's place for tokens was asked for, whatever
//! there is to get one with.

use llm_connections::probe::Timeouts;
use llm_connections::probe::messages;
use llm_connections::probe::report::Report;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::authority;
use crate::probe::installation::{
    CLOSED_PORT, Installation, VALID, asked_at, is, request, timeouts,
};
use crate::probe::jwt::{EMAIL, PRIVATE_KEY, refusal};
use crate::support::server::{Proxy, Reply, Request, Server};

/// The access token, and what a person gets one with.
pub const TOKEN: &str = "ya29.PLANTED-ACCESS";
pub const REFRESH: &str = "1//PLANTED-REFRESH";
const CLIENT_SECRET: &str = "GOCSPX-PLANTED";

pub const GEMINI: &str = "gemini-2.5-pro";

/// The question for that model, and what is listed after it.
pub const ASKED: [&str; 3] = [
    "GET /v1/publishers/google/models/gemini-2.5-pro",
    "GET /v1beta1/publishers/google/models?pageSize=200",
    "GET /v1beta1/publishers/anthropic/models?pageSize=200",
];

/// An error as all of Google's APIs write one.
pub fn error(status: u16, name: &str, message: &str) -> Reply {
    Reply::Json(status, json!({"error": {"code": status, "message": message, "status": name}}))
}

/// Vertex AI's models, for whoever has the token.
pub fn models(request: &Request) -> Reply {
    let bearer = format!("Bearer {TOKEN}");
    if request.header("authorization") != Some(bearer.as_str()) {
        return error(401, "UNAUTHENTICATED", "Request had invalid credentials.");
    }
    let path = request.path.split('?').next().unwrap_or_default();
    match path.strip_prefix("/v1beta1/") {
        Some(list) => Reply::Json(
            200,
            json!({"publisherModels": [{"name": format!("{list}/one")}, {"name": format!("{list}/two")}]}),
        ),
        None => Reply::Json(200, json!({"name": path.trim_start_matches("/v1/")})),
    }
}

/// Where tokens are handed out: to the service account, and to a person.
pub fn tokens(request: &Request) -> Reply {
    let person = json!({"grant_type": "refresh_token", "refresh_token": REFRESH, "client_id": "id", "client_secret": CLIENT_SECRET});
    let is_person = serde_json::from_str::<Value>(&request.body).is_ok_and(|body| body == person);
    match refusal(&request.body, &request.url()) {
        Some(why) if !is_person => {
            Reply::Json(400, json!({"error": "invalid_grant", "error_description": why}))
        }
        _ => Reply::Json(
            200,
            json!({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}),
        ),
    }
}

/// A service account that asks for its tokens at an address.
pub fn account(tokens: &str) -> Value {
    json!({"type": "service_account", "project_id": "of-the-account", "private_key_id": "1", "private_key": PRIVATE_KEY,
        "client_email": EMAIL, "token_uri": tokens})
}

/// A person who is logged in with gcloud.
pub fn person(tokens: Option<&str>) -> Value {
    let mut person = json!({"type": "authorized_user", "client_id": "id", "client_secret": CLIENT_SECRET, "refresh_token": REFRESH});
    if let Some(tokens) = tokens {
        person["token_uri"] = json!(tokens);
    }
    person
}

/// A connection of Vertex AI.
pub fn connection(auth: &str) -> Value {
    json!({"providerType": "vertex", "authType": auth, "gcpProjectId": "mine", "gcpRegion": "us-east5",
        "defaultModel": GEMINI})
}

/// The host of its region.
pub const VERTEX: &str = "us-east5-aiplatform.googleapis.com";

/// Asks within the library, a server in the place of Vertex AI.
#[track_caller]
pub fn asked(vertex: &Server, request: &ProbeRequest, timeouts: Timeouts) -> Report {
    asked_at(VERTEX, vertex, request, timeouts)
}

/// An installation with a server in the place of Vertex AI.
pub fn installed(connection: Value, vertex: &Server) -> Installation {
    Installation::of(connection).with_host(VERTEX, vertex)
}

/// What gets a token is only told where it is handed out, and the token only to Vertex AI.
#[track_caller]
pub fn each_has_its_own(vertex: &Server, tokens: &Server) {
    let of_key = PRIVATE_KEY.lines().nth(1).expect("a line");
    let sent = |server: &Server, what: &str| server.requests().iter().any(|r| r.has(what));
    for secret in [REFRESH, CLIENT_SECRET, "assertion=", of_key] {
        assert!(!sent(vertex, secret), "{secret}");
    }
    for secret in [TOKEN, of_key] {
        assert!(!sent(tokens, secret), "{secret}");
    }
}

#[test]
fn a_service_account_signs_for_a_token_and_asks_for_the_model_with_it() {
    let (vertex, tokens) = (Server::start(models), Server::start(tokens));
    let account = account(&format!("{}/token", tokens.url()));
    let request = request(connection("service_account_file"), &account.to_string());
    let report = asked(&vertex, &request, timeouts(20));
    is(&report, VALID, "");
    assert_eq!(report.model_count(), Some(4));
    assert_eq!(tokens.lines(), ["POST /token"]);
    // Whoever hands out tokens would not take it with one letter less.
    let mut body = tokens.requests()[0].body.clone();
    let audience = format!("{}/token", tokens.url());
    assert_eq!(refusal(&body, &audience), None);
    // Google's own endpoint is another audience than that of the account.
    let google = "https://oauth2.googleapis.com/token";
    assert_eq!(refusal(&body, google), Some("another audience"));
    body.pop();
    assert_eq!(refusal(&body, &audience), Some("another signature"));
    assert_eq!(vertex.lines(), ASKED);
    each_has_its_own(&vertex, &tokens);
}

#[test]
fn the_service_account_of_the_vault_is_used_and_not_that_of_the_environment() {
    let (vertex, tokens) = (Server::start(models), Server::start(tokens));
    installed(connection("service_account_file"), &vertex)
        .with_secret(&account(&tokens.url()).to_string())
        .with_file("other.json", "{}")
        .with("GOOGLE_APPLICATION_CREDENTIALS", "other.json")
        .asked()
        .is_valid();
    assert_eq!(vertex.lines(), ASKED);
    each_has_its_own(&vertex, &tokens);
}

#[test]
fn login_token_is_sent_unless_expired() {
    let vertex = Server::start(models);
    let mut request = request(connection("oauth"), TOKEN);
    is(&asked(&vertex, &request, timeouts(20)), VALID, "");
    assert_eq!(vertex.lines(), ASKED);
    (request.secrets.expires_at, request.secrets.renews) = (Some(1), true);
    let report = asked(&vertex, &request, timeouts(20));
    let sentence = &report.stages()[2].sentence;
    is(&report, "passed notAsked notAsked notAsked", "");
    assert_eq!(sentence, messages::RENEWED_BY_CRAFT);
    // The first stage that is open is Reach, of which there is nothing to say.
    assert_eq!(report.sentence(), sentence);
    assert_eq!(vertex.lines(), ASKED);
}

#[test]
fn an_api_key_goes_in_a_header_of_its_own() {
    let vertex = Server::start(|request| {
        if request.header("x-goog-api-key") == Some("AIza-PLANTED") {
            return Reply::Json(200, json!({"name": "publishers/google/models/gemini-2.5-pro"}));
        }
        let mut answer = json!({"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}});
        answer["error"]["details"] = json!([{"reason": "API_KEY_INVALID"}]);
        Reply::Json(400, answer)
    });
    let connection = json!({"providerType": "pi", "piAuthProvider": "google-vertex", "authType": "api_key",
        "gcpRegion": "us-east5", "defaultModel": GEMINI});
    // Craft asks no region by a key.
    let everywhere = "aiplatform.googleapis.com";
    let asked = |request: &ProbeRequest| asked_at(everywhere, &vertex, request, timeouts(20));
    let right = request(connection.clone(), "AIza-PLANTED");
    is(&asked(&right), VALID, "");
    assert!(vertex.requests().iter().all(|r| r.header("authorization").is_none()));
    let wrong = request(connection, "AIza-other");
    let says = messages::google::REFUSED;
    is(&asked(&wrong), "passed passed failed notAsked", says);
}

/// A credential that asks for its tokens at an address.
type Make = fn(&str) -> Value;

/// Who the environment is.
enum Source {
    Named(Value),
    Gcloud(Value),
    Machine,
}

#[test]
fn environment_credential_is_a_named_file_gclouds_or_the_machines_with_its_quota_project() {
    let project = "x-goog-user-project";
    let with_quota = |mut json: Value| {
        json["quota_project_id"] = json!("quota");
        json
    };
    let (account, person): (Make, Make) = (account, |at| person(Some(at)));
    let machine: Make = |_| Value::Null;
    // Only a person asks at the expense of a project: a service account has its own, and mostly no
    // right to name one.
    for (make, place, own, pays) in [
        (account, "named", "mine", None),
        (person, "named", "mine", Some("mine")),
        (person, "named with quota", "", Some("quota")),
        (person, "named with quota", "mine", Some("mine")),
        (account, "gcloud", "mine", None),
        (person, "gcloud", "", None),
        (person, "gcloud", "mine", Some("mine")),
        (machine, "machine", "mine", None),
    ] {
        let (vertex, tokens) = (Server::start(models), Server::start(tokens));
        let machine = Server::start(|request| {
            match (request.header("metadata-flavor"), request.path.split_once('?')) {
                (
                    Some("Google"),
                    Some(("/computeMetadata/v1/instance/service-accounts/default/token", _)),
                ) => Reply::Json(200, json!({"access_token": TOKEN, "expires_in": 3599})),
                _ => Reply::Json(404, json!({})),
            }
        });
        let json = make(&tokens.url());
        let place = match place {
            "named" => Source::Named(json),
            "named with quota" => Source::Named(with_quota(json)),
            "gcloud" => Source::Gcloud(json),
            _ => Source::Machine,
        };
        let mut connection = connection("environment");
        connection["gcpProjectId"] = json!(own);
        let installation =
            installed(connection, &vertex).with("GCE_METADATA_HOST", &machine.host());
        let usual = ".config/gcloud/application_default_credentials.json";
        let installation = match &place {
            Source::Named(json) => {
                let file = installation.tree.path("named.json").display().to_string();
                installation
                    .with("GOOGLE_APPLICATION_CREDENTIALS", &file)
                    .with_file("named.json", &json.to_string())
                    .with_file(usual, "{}")
            }
            Source::Gcloud(json) => installation.with_file(usual, &json.to_string()),
            Source::Machine => installation,
        };
        installation.asked().is_valid();
        let is_machine = matches!(place, Source::Machine);
        assert_eq!(tokens.lines().len(), usize::from(!is_machine));
        assert_eq!(machine.lines().len(), usize::from(is_machine));
        assert_eq!(vertex.lines(), ASKED);
        for request in vertex.requests() {
            assert_eq!(request.header(project), pays);
        }
        each_has_its_own(&vertex, &tokens);
    }
}

#[test]
fn default_vertex_endpoint_is_googles_host_of_the_region() {
    for (region, host) in [
        ("us-east5", "us-east5-aiplatform.googleapis.com"),
        ("global", "aiplatform.googleapis.com"),
    ] {
        let of_tokens = "oauth2.googleapis.com";
        let connection = json!({"providerType": "vertex", "authType": "environment", "gcpRegion": region, "defaultModel": GEMINI});
        let installation = Installation::of(connection).with_file(
            ".config/gcloud/application_default_credentials.json",
            &person(None).to_string(),
        );
        let authority = installation.tree.path("authority.pem");
        let server = authority::start(&[host, of_tokens], &authority, |request| {
            match request.header("host") {
                Some("oauth2.googleapis.com") => tokens(request),
                _ => models(request),
            }
        });
        let port = server.port();
        let proxy = Proxy::start(move |_| Some(port));
        installation
            .with("HTTPS_PROXY", &proxy.url())
            .with("SSL_CERT_FILE", &authority.display().to_string())
            .asked()
            .is_valid();
        let vertex = format!("{host}:443");
        let asked = [&format!("{of_tokens}:443"), &vertex, &vertex, &vertex];
        assert_eq!(proxy.asked().iter().collect::<Vec<_>>(), asked);
        let (first, rest) =
            server.requests().split_first().map(|(f, r)| (f.clone(), r.to_vec())).expect("some");
        assert!(first.has(REFRESH) && !first.has(TOKEN));
        assert!(
            rest.iter().all(|r| r.has(TOKEN) && !r.has(REFRESH) && r.header("host") == Some(host))
        );
    }
}

#[test]
fn the_region_is_the_connections_or_else_the_environments() {
    let of_environment = [
        ("GOOGLE_CLOUD_LOCATION", "europe-west1"),
        ("CLOUD_ML_REGION", "europe-west2"),
        ("GOOGLE_CLOUD_REGION", "europe-west3"),
    ];
    let reach = "passed failed notAsked notAsked";
    let nothing = "failed notAsked notAsked notAsked";
    for (own, variables, outcomes, says) in [
        ("us-east5", &of_environment[..], reach, "us-east5-aiplatform.googleapis.com"),
        ("", &of_environment, reach, "europe-west1-aiplatform.googleapis.com"),
        ("", &of_environment[1..], reach, "europe-west2-aiplatform.googleapis.com"),
        ("", &of_environment[2..], reach, "europe-west3-aiplatform.googleapis.com"),
        ("", &[], nothing, messages::google::REGION_MISSING),
        ("us", &of_environment, reach, "aiplatform.us.rep.googleapis.com"),
        ("eu", &of_environment, reach, "aiplatform.eu.rep.googleapis.com"),
        ("us east", &of_environment, nothing, messages::google::no_region("us east").as_str()),
        ("x-y.evil.example/", &[], nothing, &messages::google::no_region("x-y.evil.example/")),
    ] {
        let tokens = Server::start(tokens);
        let installation = Installation::of(
            json!({"providerType": "vertex", "authType": "environment", "gcpRegion": own, "defaultModel": GEMINI}),
        );
        let found = installation
            .with_file(
                ".config/gcloud/application_default_credentials.json",
                &person(Some(&tokens.url())).to_string(),
            )
            .with("HTTPS_PROXY", &format!("http://{CLOSED_PORT}"))
            .with_all(variables)
            .asked();
        found.is(outcomes, says);
        assert_eq!(tokens.lines().is_empty(), outcomes == nothing, "{own}");
    }
}

#[test]
fn a_model_is_asked_for_at_its_publisher() {
    for (model, path) in [
        ("gemini-2.5-pro", "google/models/gemini-2.5-pro"),
        ("claude-sonnet-4@20250514", "anthropic/models/claude-sonnet-4@20250514"),
        ("mistral-large-2411", "mistralai/models/mistral-large-2411"),
        ("codestral-2501", "mistralai/models/codestral-2501"),
        ("llama-4-scout", "meta/models/llama-4-scout"),
        ("deepseek-r1-0528-maas", "deepseek-ai/models/deepseek-r1-0528-maas"),
        ("jamba-1.5-large", "ai21/models/jamba-1.5-large"),
        ("publishers/qwen/models/qwen3-maas", "qwen/models/qwen3-maas"),
        ("text-embedding-005", "google/models/text-embedding-005"),
    ] {
        let vertex = Server::start(models);
        let mut connection = connection("oauth");
        connection["defaultModel"] = json!(model);
        is(&asked(&vertex, &request(connection, TOKEN), timeouts(20)), VALID, "");
        assert_eq!(vertex.lines()[0], format!("GET /v1/publishers/{path}"));
    }
}

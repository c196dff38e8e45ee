//! Credential files that get a token by way of another one: impersonated service accounts, and
//! accounts of other identity providers.

use llm_connections::probe::messages::cloud::FAILS;
use llm_connections::probe::messages::google;
use serde_json::{Value, json};

use crate::probe::bedrock::{ID, KEYS, SECRET};
use crate::probe::installation::{CLOSED_PORT, Installation};
use crate::probe::sigv4::{Signer, decoded};
use crate::probe::vertex::{
    ASKED, TOKEN, account, connection, each_has_its_own, installed, models, person, tokens,
};
use crate::support::server::{Reply, Request, Server};

/// The token of another identity provider.
const SUBJECT: &str = "PLANTED-SUBJECT-TOKEN";

/// What a header of a token's source proves with.
const PROOF: &str = "PLANTED-PROOF";

/// What Google gives for it where it only serves to get the token of a service account.
const FEDERATED: &str = "ya29.PLANTED-FEDERATED";

const AUDIENCE: &str =
    "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x";
const IAM: &str = "https://www.googleapis.com/auth/iam";
const ALL: &str = "https://www.googleapis.com/auth/cloud-platform";

/// The pairs of a form.
fn form(body: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| decoded(&text.replace('+', " "));
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// Everything that an account of another provider asks: the source of its token, Google's exchange,
/// and the service account.
fn google(request: &Request) -> Reply {
    match request.path.as_str() {
        "/token" => tokens(request),
        "/source" if request.header("x-proof") == Some(PROOF) => {
            Reply::Json(200, json!({"value": format!("{SUBJECT}\n")}))
        }
        "/text" => Reply::Full(200, Vec::new(), SUBJECT.into()),
        "/exchange" => {
            let form = form(&request.body);
            let get = |name: &str| {
                let pair = form.iter().find(|(own, _)| own == name);
                pair.map(|(_, value)| value.as_str()).unwrap_or_default()
            };
            let is_known = get("subject_token") == SUBJECT
                && get("audience") == AUDIENCE
                && get("subject_token_type") == "urn:ietf:params:oauth:token-type:jwt"
                && get("grant_type") == "urn:ietf:params:oauth:grant-type:token-exchange"
                && get("requested_token_type") == "urn:ietf:params:oauth:token-type:access_token";
            match get("scope") {
                IAM if is_known => Reply::Json(200, json!({"access_token": FEDERATED})),
                ALL if is_known => Reply::Json(200, json!({"access_token": TOKEN})),
                _ => Reply::Json(400, json!({"error": "invalid_request"})),
            }
        }
        "/account:generateAccessToken" => {
            let bearer = request.header("authorization");
            let body: Value = serde_json::from_str(&request.body).expect("JSON");
            let is_known = [format!("Bearer {TOKEN}"), format!("Bearer {FEDERATED}")]
                .iter()
                .any(|known| bearer == Some(known));
            if is_known && body["scope"] == json!([ALL]) {
                return Reply::Json(
                    200,
                    json!({"accessToken": TOKEN, "expireTime": "2099-01-01T00:00:00Z"}),
                );
            }
            Reply::Json(403, json!({"error": {"status": "PERMISSION_DENIED"}}))
        }
        _ => Reply::Json(404, json!({})),
    }
}

/// An account of another provider, whose token comes from `source`.
fn external(google: &Server, source: &Value) -> Value {
    json!({"type": "external_account", "audience": AUDIENCE,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": format!("{}/exchange", google.url()), "credential_source": source})
}

fn for_account(mut credential: Value, google: &Server) -> Value {
    let url = format!("{}/account:generateAccessToken", google.url());
    credential["service_account_impersonation_url"] = json!(url);
    credential
}

fn impersonated(source: &Value, google: &Server) -> Value {
    let credential = json!({"type": "impersonated_service_account", "delegates": ["d"], "source_credentials": source,
        "quota_project_id": "quota"});
    for_account(credential, google)
}

/// An installation whose environment names a file with this credential.
fn with_credential(vertex: &Server, credential: &Value) -> Installation {
    let installation = installed(connection("environment"), vertex);
    let file = installation.tree.path("credential.json");
    installation
        .with_file("credential.json", &credential.to_string())
        .with("GOOGLE_APPLICATION_CREDENTIALS", &file.display().to_string())
}

#[test]
fn an_impersonated_service_account_gets_its_token_with_that_of_its_source() {
    let sources: [fn(&str) -> Value; 2] = [account, |tokens| person(Some(tokens))];
    for source in sources {
        let (vertex, google) = (Server::start(models), Server::start(google));
        let source = source(&format!("{}/token", google.url()));
        with_credential(&vertex, &impersonated(&source, &google)).asked().is_valid();
        assert_eq!(google.lines(), ["POST /token", "POST /account:generateAccessToken"]);
        let body: Value = serde_json::from_str(&google.requests()[1].body).expect("JSON");
        assert_eq!(body["delegates"], json!(["d"]));
        assert_eq!(vertex.lines(), ASKED);
        // Unlike a service account itself it may name the project that pays.
        let project = vertex.requests()[0].header("x-goog-user-project").map(str::to_owned);
        assert_eq!(project.as_deref(), Some("mine"));
    }
}

#[test]
fn a_token_of_another_provider_is_exchanged_for_googles() {
    let server = Server::start(google);
    let json = json!({"type": "json", "subject_token_field_name": "value"});
    let url = |path: &str| format!("{}{path}", server.url());
    let sources = [
        (json!({"file": "TREE/plain"}), ""),
        (json!({"file": "TREE/json", "format": json}), ""),
        (json!({"url": url("/text"), "format": {"type": "text"}}), "GET /text"),
        (
            json!({"url": url("/source"), "headers": {"X-Proof": PROOF}, "format": json}),
            "GET /source",
        ),
    ];
    for (source, asked_first) in sources {
        for is_for_account in [false, true] {
            let (vertex, before) = (Server::start(models), server.lines().len());
            let installation = with_credential(&vertex, &Value::Null);
            let tree = installation.tree.path("").display().to_string();
            let source = source.to_string().replace("TREE/", &tree);
            let mut credential = external(&server, &serde_json::from_str(&source).expect("JSON"));
            if is_for_account {
                credential = for_account(credential, &server);
            }
            installation
                .with_file("credential.json", &credential.to_string())
                .with_file("plain", &format!("{SUBJECT}\n"))
                .with_file("json", &json!({"value": SUBJECT}).to_string())
                .asked()
                .is_valid();
            let mut expected = vec![asked_first, "POST /exchange"];
            if is_for_account {
                expected.push("POST /account:generateAccessToken");
            }
            expected.retain(|line| !line.is_empty());
            assert_eq!(server.lines()[before..], expected, "{source}");
            assert_eq!(vertex.lines(), ASKED, "{source}");
            for secret in [SUBJECT, FEDERATED, PROOF] {
                assert!(!vertex.requests().iter().any(|r| r.has(secret)), "{secret}");
            }
        }
    }
}

#[test]
fn signed_aws_request_is_the_token_of_an_aws_identity() {
    let exchange = Server::start(|request| {
        let form = form(&request.body);
        let (_, token) = form.iter().find(|(name, _)| name == "subject_token").expect("one");
        match refusal_of_aws(token) {
            Some(why) => {
                Reply::Json(400, json!({"error": "invalid_grant", "error_description": why}))
            }
            None => Reply::Json(200, json!({"access_token": TOKEN})),
        }
    });
    let vertex = Server::start(models);
    let mut credential = external(
        &exchange,
        &json!({"environment_id": "aws1",
            "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"}),
    );
    credential["token_url"] = json!(exchange.url());
    credential["subject_token_type"] = json!("urn:ietf:params:aws:token-type:aws4_request");
    with_credential(&vertex, &credential)
        .with_all(&KEYS)
        .with("AWS_REGION", "eu-west-1")
        .asked()
        .is_valid();
    each_has_its_own(&vertex, &exchange);
    assert!(!exchange.requests().iter().any(|r| r.has(SECRET)));
    // Without an access key there is nothing to sign with, and no server is asked.
    let before = exchange.lines();
    with_credential(&vertex, &credential)
        .with("AWS_REGION", "eu-west-1")
        .asked()
        .is("failed notAsked notAsked notAsked", &google::no_aws_credentials(google::NO_AWS_KEY));
    assert_eq!(exchange.lines(), before);
}

/// Why AWS would refuse the request in a token; none when it is signed with the key, for this
/// audience.
fn refusal_of_aws(token: &str) -> Option<String> {
    let json: Value = serde_json::from_str(&decoded(token)).expect("JSON");
    let headers = json["headers"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let headers: Vec<(String, String)> = headers
        .map(|header| (text(&header["key"]).to_lowercase(), text(&header["value"])))
        .collect();
    let request = Request {
        method: text(&json["method"]),
        path: text(&json["url"]).replace("https://sts.eu-west-1.amazonaws.com", "/"),
        headers,
        body: String::new(),
    };
    if request.header("x-goog-cloud-target-resource") != Some(AUDIENCE) {
        return Some("another audience".to_owned());
    }
    let signer =
        Signer { id: ID, secret: SECRET, token: None, region: "eu-west-1", service: "sts" };
    crate::probe::sigv4::refusal(&request, &signer)
}

#[test]
fn a_token_that_cannot_be_got_is_reported_and_vertex_is_not_asked() {
    let nothing = "failed notAsked notAsked notAsked";
    let refused = "passed passed failed notAsked";
    let server = Server::start(google);
    let at = |path: &str| json!({"url": format!("{}{path}", server.url())});
    let mut refusing = for_account(external(&server, &at("/text")), &server);
    refusing["audience"] = json!("another");
    let mut unencrypted = external(&server, &at("/text"));
    unencrypted["token_url"] = json!("http://sts.example/token");
    let unreadable = google::unreadable_token("/nowhere/token", "");
    let unreadable = unreadable.trim_end_matches(": .");
    let plain = json!({"url": "http://source.example/", "headers": {"X-Proof": PROOF}});
    for (credential, outcomes, says) in [
        (
            external(&server, &json!({"executable": {"command": "/bin/false"}})),
            "notAsked notAsked notAsked notAsked",
            google::program_not_allowed("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES").as_str(),
        ),
        (external(&server, &json!({"file": "/nowhere/token"})), nothing, unreadable),
        (external(&server, &json!({"url": "token"})), nothing, google::SOURCE_INVALID),
        (unencrypted, nothing, &google::token_url_unusable(google::NOT_HTTPS)),
        (external(&server, &plain), "passed failed notAsked notAsked", "plain http"),
        (refusing, refused, google::NO_TOKEN),
        (
            impersonated(&json!({"type": "impersonated_service_account"}), &server),
            nothing,
            google::UNUSABLE,
        ),
        (
            impersonated(&person(Some(&format!("http://{CLOSED_PORT}/"))), &server),
            "passed failed notAsked notAsked",
            CLOSED_PORT,
        ),
    ] {
        let vertex = Server::start(models);
        with_credential(&vertex, &credential).asked().is(outcomes, says);
        assert_eq!(vertex.lines(), [""; 0], "{says}");
    }
}

#[test]
fn executable_credential_source_gets_audience_and_token() {
    let server = Server::start(google);
    let answer = |success: bool| {
        json!({"version": 1, "success": success, "id_token": SUBJECT,
            "token_type": "urn:ietf:params:oauth:token-type:jwt"})
    };
    for (answer, status, why) in [
        (answer(true), 0, None),
        (answer(false), 0, Some(google::PRINTS_NO_TOKEN)),
        (json!("PLANTED"), 0, Some(google::PRINTS_NO_TOKEN)),
        (answer(true), 3, Some(FAILS)),
    ] {
        let vertex = Server::start(models);
        let installation = with_credential(&vertex, &Value::Null);
        let path = |name: &str| installation.tree.path(name).display().to_string();
        let script = format!(
            "test \"$1\" = 'two words' || exit 4\ntest \"$GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE\" = '{AUDIENCE}' || exit 5\n\
             cat '{}'\nexit {status}\n",
            path("answer")
        );
        let command = format!("sh '{}' \"two words\"", path("program"));
        let credential = external(&server, &json!({"executable": {"command": command}}));
        let found = installation
            .with("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "1")
            .with_file("answer", &answer.to_string())
            .with_file("program", &script)
            .with_file("credential.json", &credential.to_string())
            .asked();
        match why {
            None => found.is_valid(),
            Some(why) => {
                found.is("failed notAsked notAsked notAsked", &google::program_failed("sh", why));
            }
        }
    }
}

//! Bedrock is asked signed, in the region and at the address that AWS's own programs would take.

use llm_connections::probe::messages;
use serde_json::{Value, json};

use crate::probe::authority;
use crate::probe::installation::{CLOSED_PORT, Installation};
use crate::probe::sigv4::{Signer, refusal};
use crate::support::server::{Proxy, Reply, Request, Server};

pub const ID: &str = "AKIDEXAMPLE";
pub const SECRET: &str = "wJalr/PLANTED+SECRET";
pub const TOKEN: &str = "PLANTED-SESSION//TOKEN==";

/// A key of Bedrock's own.
pub const BEARER: &str = "bedrock-api-key-PLANTED";

pub const CLAUDE: &str = "anthropic.claude-sonnet-4-20250514-v1:0";
pub const PROFILE: &str = "us.anthropic.claude-sonnet-4-20250514-v1:0";

/// The two questions.
pub const MODELS: &str = "GET /foundation-models";
pub const PROFILES: &str = "GET /inference-profiles?maxResults=1000";

/// The variables of an access key.
pub const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", ID), ("AWS_SECRET_ACCESS_KEY", SECRET)];

/// Bedrock's two lists, of one model each.
pub fn lists(request: &Request) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    match path.trim_start_matches("http://bedrock.example") {
        "/foundation-models" => Reply::Json(
            200,
            json!({"modelSummaries": [{"modelId": CLAUDE, "modelName": "Claude", "inputModalities": ["TEXT", "IMAGE"]}]}),
        ),
        "/inference-profiles" => Reply::Json(
            200,
            json!({"inferenceProfileSummaries": [{"inferenceProfileId": PROFILE, "inferenceProfileName": "US Claude"}]}),
        ),
        _ => Reply::Json(404, json!({"message": "UnknownOperationException"})),
    }
}

/// Bedrock in one region, which knows one signer.
pub fn bedrock(
    token: Option<&'static str>,
    region: &'static str,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    Server::start(move |request| {
        let signer = Signer { id: ID, secret: SECRET, token, region, service: "bedrock" };
        match refusal(request, &signer) {
            Some(why) => Reply::Json(403, json!({"message": why})),
            None => answer(request),
        }
    })
}

/// A connection of Bedrock.
pub fn connection(auth: &str) -> Value {
    json!({"providerType": "pi", "authType": auth, "piAuthProvider": "amazon-bedrock", "awsRegion": "us-east-1",
        "defaultModel": CLAUDE})
}

/// An installation that takes its credentials from the environment, and asks a server in the place
/// of Bedrock.
pub fn environment(server: &Server) -> Installation {
    Installation::of(connection("environment")).with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
}

/// A secret signs, and is not sent.
#[track_caller]
pub fn never_sent(server: &Server, secret: &str) {
    let requests = server.requests();
    assert!(!requests.iter().any(|r| r.has(secret)), "{requests:?}");
}

#[test]
fn both_lists_are_asked_for_signed_with_the_access_key_of_the_vault() {
    for (lines, token) in
        [(format!("{ID}\n{SECRET}\n"), None), (format!("{ID}\n{SECRET}\n{TOKEN}\n"), Some(TOKEN))]
    {
        let server = bedrock(token, "us-east-1", lists);
        let installation = Installation::of(connection("iam_credentials"))
            .with_secret(&lines)
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            // What the environment has is somebody else's.
            .with("AWS_ACCESS_KEY_ID", "AKIDOTHER")
            .with("AWS_SECRET_ACCESS_KEY", "other");
        let found = installation.asked();
        found.is_valid();
        assert_eq!(found.models(), Some(2));
        assert_eq!(server.lines(), [MODELS, PROFILES]);
        never_sent(&server, SECRET);
    }
}

#[test]
fn wrong_secret_makes_a_refused_signature() {
    let server = bedrock(None, "us-east-1", lists);
    let found = environment(&server)
        .with("AWS_ACCESS_KEY_ID", ID)
        .with("AWS_SECRET_ACCESS_KEY", "another")
        .asked();
    found.is("passed passed failed notAsked", messages::aws::REFUSED);
    assert!(found.words().contains("does not match"), "{}", found.words());
    assert_eq!(server.lines(), [MODELS]);
}

#[test]
fn region_comes_from_key_environment_profile_or_model() {
    let config = ("AWS_PROFILE", "work");
    let (region, default) = (("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-2"));
    for (of_key, variables, expected) in [
        ("us-west-1", &[region, default, config][..], "us-west-1"),
        ("", &[region, default, config], "eu-west-1"),
        ("", &[("AWS_REGION", ""), default, config], "eu-west-2"),
        ("", &[config], "eu-west-3"),
        // Craft's runtime reads no profile that is not chosen.
        ("", &[], "us-east-1"),
    ] {
        let server = bedrock(None, expected, lists);
        let mut connection = connection("iam_credentials");
        // Craft never reads it.
        connection["awsRegion"] = json!("us-west-2");
        let installation = Installation::of(connection)
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            .with_all(variables)
            .with_file(".aws/credentials", "[default]\nregion=eu-north-1\n")
            .with_file(".aws/config", "[default]\nregion=no-1\n[profile work]\nregion=eu-west-3\n");
        let arguments = ["secret", "set", "x", "--region", of_key];
        let arguments = if of_key.is_empty() { &arguments[..3] } else { &arguments };
        let lines = format!("{ID}\n{SECRET}\n");
        installation.tree.run_with(arguments, &lines).done();
        let found = installation.asked();
        found.is_valid();
        let note = messages::aws::region_unused("us-west-2", expected);
        assert_eq!(*found.notes(), json!([note]));
    }
}

#[test]
fn endpoint_comes_from_the_environment_unless_ignored() {
    let (own, general) = ("AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL");
    let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    let server = bedrock(None, "us-east-1", lists);
    let (url, closed) = (server.url(), format!("http://{CLOSED_PORT}"));
    let ask = |variables: &[(&str, &str)]| {
        Installation::of(connection("environment")).with_all(&KEYS).with_all(variables).asked()
    };
    ask(&[(own, &url), (general, &closed)]).is_valid();
    ask(&[(general, &url)]).is_valid();
    // What is left is AWS's own address, to which no way leads from here.
    let before = server.lines().len();
    for variables in [&[(own, url.as_str()), (general, &url), ignored][..], &[]] {
        let found = ask(variables);
        found.is("passed failed notAsked notAsked", "bedrock.us-east-1.amazonaws.com");
    }
    assert_eq!(server.lines().len(), before);
}

#[test]
fn default_endpoint_is_awss_host_of_the_region() {
    for (region, host) in [
        ("eu-west-1", "bedrock.eu-west-1.amazonaws.com"),
        ("cn-north-1", "bedrock.cn-north-1.amazonaws.com.cn"),
    ] {
        let installation =
            Installation::of(connection("environment")).with_all(&KEYS).with("AWS_REGION", region);
        let authority = installation.tree.path("authority.pem");
        let server = authority::start(&[host], &authority, move |request| {
            let signer = Signer { id: ID, secret: SECRET, token: None, region, service: "bedrock" };
            match refusal(request, &signer) {
                Some(why) => Reply::Json(403, json!({"message": why})),
                None => lists(request),
            }
        });
        let port = server.port();
        let to = format!("{host}:443");
        let proxy = Proxy::start(move |asked| (asked == to).then_some(port));
        installation
            .with("HTTPS_PROXY", &proxy.url())
            .with("SSL_CERT_FILE", &authority.display().to_string())
            .asked()
            .is_valid();
        assert_eq!(proxy.asked(), [format!("{host}:443"), format!("{host}:443")]);
        assert_eq!(server.requests()[0].header("host"), Some(host));
    }
}

#[test]
fn a_bedrock_key_in_the_environment_is_sent_as_a_bearer_and_nothing_is_signed() {
    let server = Server::start(lists);
    // An access key beside it is not used.
    let installation = environment(&server).with("AWS_BEARER_TOKEN_BEDROCK", BEARER);
    installation.with_all(&KEYS).asked().is_valid();
    assert_eq!(server.lines(), [MODELS, PROFILES]);
    for request in server.requests() {
        let bearer = format!("Bearer {BEARER}");
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
        let is_of_signature = |(name, _): &(String, String)| name.starts_with("x-amz-");
        assert!(!request.headers.iter().any(is_of_signature), "{request:?}");
        assert!(!request.has(ID) && !request.has(SECRET), "{request:?}");
    }
}

#[test]
fn a_stored_bedrock_key_is_never_sent_because_crafts_chats_do_not_send_it() {
    let mut older = connection("bearer_token");
    older["providerType"] = json!("bedrock");
    for stored in [connection("api_key"), older] {
        let server = bedrock(None, "us-east-1", lists);
        let installation = Installation::of(stored.clone())
            .with_secret(&format!("{BEARER}\n"))
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url());
        let found = installation.asked();
        let nothing = "failed notAsked notAsked notAsked";
        found.is(nothing, messages::aws::NO_CREDENTIALS_BESIDE_KEY);
        assert!(found.advice().contains("AWS_BEARER_TOKEN_BEDROCK"), "{}", found.advice());
        assert_eq!(server.lines(), [""; 0]);
        // Craft's chats use what AWS's own library finds, and so does the probe.
        let found = installation.with_all(&KEYS).with("AWS_REGION", "us-east-1").asked();
        assert!(found.outcomes().starts_with("passed passed passed"), "{}", found.outcomes());
        assert!(found.notes().to_string().contains("stored key"), "{}", found.notes());
        assert_eq!(server.lines(), [MODELS, PROFILES]);
        never_sent(&server, BEARER);
    }
}

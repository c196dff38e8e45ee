//! Logins: they are sent while they hold, and left alone when they are Craft's to renew.

use llm_connections::probe::messages;
use llm_connections::probe::report::{StageName, Verdict};
use llm_connections::settings::credential::with_secrets::CredentialSecrets;
use llm_connections::settings::credential::{Authentication, Facts, key};
use llm_connections::settings::secret::Secret;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{
    Failed, KEY, NotProbed, Passed, anthropic, asked, assert_honest, assert_valid, list, outcomes,
    request, with, without_secret,
};
use crate::support::server::{Reply, Server};

const NOW: u64 = 1_800_000_000_000;

/// A login to a server that ends at a time, and that Craft renews.
fn login(server: &Server, expires_at: u64) -> ProbeRequest {
    let stored = json!({"value": KEY, "refreshToken": "PLANTED-refresh", "expiresAt": expires_at});
    let text = |name: &str| {
        let text = stored.get(name)?.as_str()?;
        Some(Secret::new(text.to_owned()))
    };
    let connection = with(anthropic(&server.url()), "providerType", json!("anthropic"));
    ProbeRequest {
        secrets: CredentialSecrets::stored(text, &Facts::with_variables(&stored, 0, |_| false)),
        now_ms: NOW,
        ..request(with(connection, "authType", json!("oauth")), KEY)
    }
}

fn listing() -> Server {
    Server::start(|_| Reply::Json(200, list(&["m"])))
}

#[test]
fn a_login_that_holds_is_sent() {
    let server = listing();
    assert_valid(&asked(&login(&server, NOW + 1)));
    let request = server.requests().remove(0);
    assert!(request.has(KEY) && !request.has("PLANTED-refresh"));
}

#[test]
fn a_login_that_has_ended_and_renews_is_not_sent() {
    for status in [200, 401] {
        let server = Server::start(move |_| Reply::Json(status, list(&["m"])));
        let report = asked(&login(&server, NOW));
        assert_eq!(outcomes(&report), [Passed, Passed, NotProbed, NotProbed]);
        assert_eq!(report.verdict(), Verdict::Unproven);
        assert_honest(&report);
        assert!(report.sentence().contains("renews it"), "{}", report.sentence());
        assert_eq!(server.lines(), ["GET /v1/models"]);
        assert!(!server.requests()[0].has("PLANTED"));
        assert_eq!(report.model_count(), None);
    }
}

#[test]
fn expired_login_reports_server_trouble_as_such() {
    let server = Server::start(|_| Reply::Json(500, Value::Null));
    let report = asked(&login(&server, NOW));
    assert_eq!(outcomes(&report), [Passed, Failed, NotProbed, NotProbed], "{report:#?}");
}

#[test]
fn missing_credential_is_reported_before_any_request() {
    let server = listing();
    for (authentication, auth, mentioned) in [
        (Authentication::Missing, "api_key", messages::configuration::missing("key").as_str()),
        (Authentication::Missing, "oauth", messages::configuration::missing("login").as_str()),
        (Authentication::Expired(1), "oauth", messages::configuration::expired("login").as_str()),
        (
            Authentication::Expiring(NOW + 1),
            "oauth",
            messages::configuration::expires_soon("login").as_str(),
        ),
        (Authentication::Unknown, "api_key", messages::configuration::CREDENTIALS_UNREADABLE),
    ] {
        let connection = with(anthropic(&server.url()), "providerType", json!("anthropic"));
        let request = ProbeRequest {
            authentication,
            ..request(with(connection, "authType", json!(auth)), KEY)
        };
        let report = asked(&request);
        assert_eq!(outcomes(&report), [Failed, NotProbed, NotProbed, NotProbed]);
        assert_honest(&report);
        let sentence = &report.stage(StageName::Configuration).sentence;
        assert!(sentence.contains(mentioned), "{sentence}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn missing_login_is_signed_in_for_and_not_typed() {
    for (authentication, upstream, advice) in [
        (Authentication::Missing, "openai-codex", messages::SIGN_IN),
        (Authentication::Expired(1), "openai-codex", messages::LOG_IN_AGAIN),
        (Authentication::Missing, "anthropic", messages::SIGN_IN_WITH_CRAFT),
        (Authentication::Expired(1), "anthropic", messages::SIGN_IN_WITH_CRAFT),
    ] {
        let connection = json!({"slug": "a", "providerType": "pi", "authType": "oauth", "piAuthProvider": upstream});
        let report = asked(&ProbeRequest { authentication, ..without_secret(connection) });
        assert_eq!(report.advice(), Some(advice), "{report:#?}");
    }
}

#[test]
fn a_key_that_no_header_can_hold_is_not_sent() {
    let server = listing();
    let secrets = CredentialSecrets::default()
        .with_typed(&vec![(key::VALUE, Some(Secret::new("sk-PLANTED\n0123456789".to_owned())))]);
    let request = ProbeRequest { secrets, ..request(anthropic(&server.url()), KEY) };
    let report = asked(&request);
    assert_eq!(outcomes(&report), [Failed, NotProbed, NotProbed, NotProbed]);
    assert_honest(&report);
    assert!(server.requests().is_empty());
}

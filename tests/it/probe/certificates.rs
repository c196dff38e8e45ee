//! Certificates that are not trusted, each with its reason and what to do, and those that somebody
//! said to trust.

use std::fs;
use std::path::Path;

use llm_connections::probe::{RequestError, Untrusted, no_certificate_in};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::probe::asking::list;
use crate::probe::internet::{compatible, outcomes, report, validate};
use crate::support::server::{Reply, Server};

const UNREACHED: [&str; 4] = ["passed", "failed", "notAsked", "notAsked"];

/// A certificate for this machine, changed by a test.
fn params(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    params.distinguished_name.push(DnType::CommonName, "Own Server");
    change(&mut params);
    params
}

/// A server with a certificate, which is written to a file: signed by itself, or by an authority
/// whose own is written there in its place.
fn serve(params: &CertificateParams, authority: Option<&str>, file: &Path) -> Server {
    let key = KeyPair::generate().expect("a key");
    let certificate = match authority {
        None => {
            let own = params.self_signed(&key).expect("a certificate");
            fs::write(file, own.pem()).expect("written");
            own
        }
        Some(name) => {
            let mut of_ca = CertificateParams::new(Vec::new()).expect("no names");
            of_ca.distinguished_name.push(DnType::CommonName, name);
            of_ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let ca_key = KeyPair::generate().expect("a key");
            let own = of_ca.self_signed(&ca_key).expect("a certificate");
            fs::write(file, own.pem()).expect("written");
            params.signed_by(&key, &Issuer::new(of_ca, ca_key)).expect("a certificate")
        }
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Server::start_tls(vec![certificate.der().clone()], key, |_| Reply::Json(200, list(&["m"])))
}

fn validated(base: &str, variables: &[(&str, &Path)]) -> Value {
    let config = json!({"workspaces": [], "llmConnections": [compatible("x", base, "none")]});
    let tree = Tree::of(&config.to_string());
    let mut program = tree.program();
    program.envs(variables.iter().copied());
    let ran = validate(program, &["x", "--json"]);
    report(&ran.json(), "x").clone()
}

fn roots(found: &Value) -> &str {
    found["stages"][1]["asked"]["roots"].as_str().expect("they are named")
}

#[test]
fn each_reason_not_to_trust_a_certificate_has_its_sentence_and_its_advice() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = &folder.path().join("own.pem");
    let trusted = [("NODE_EXTRA_CA_CERTS", file.as_path())];
    let plain = params(|_| {});
    let ended = params(|it| it.not_after = date_time_ymd(2001, 2, 3));
    let early = params(|it| it.not_before = date_time_ymd(2999, 2, 3));
    let other = params(|it| {
        it.subject_alt_names = CertificateParams::new(vec!["gateway.example".to_owned()])
            .expect("a name")
            .subject_alt_names;
    });
    let of_ca = params(|it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let self_signed = || Untrusted::SelfSigned(Some("Own Server".to_owned()));
    let corp = Some("Corp CA");
    for (params, authority, variables, why) in [
        (&plain, None, &[][..], self_signed()),
        // As “openssl req -x509” makes it.
        (&of_ca, None, &[], self_signed()),
        (&plain, corp, &[], Untrusted::UnknownCa(corp.map(str::to_owned))),
        (&ended, corp, &trusted, Untrusted::Expired(Some("2001-02-03".to_owned()))),
        (&early, corp, &trusted, Untrusted::NotYetValid(Some("2999-02-03".to_owned()))),
        (&other, corp, &trusted, Untrusted::WrongHost(vec!["gateway.example".to_owned()])),
    ] {
        let server = serve(params, authority, file);
        let found = validated(&server.url(), variables);
        assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
        let (why, host) = (RequestError::Certificate(why), server.host());
        assert_eq!(found["sentence"], why.sentence(&host));
        assert_eq!(found["stages"][1]["advice"], *why.advice_at(&host));
        assert!(server.requests().is_empty());
    }
}

#[test]
fn certificates_named_by_a_variable_are_trusted_and_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = &folder.path().join("own.pem");
    let of_ca = params(|it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    for params in [params(|_| {}), of_ca] {
        let by_itself = serve(&params, None, own);
        for (name, is_alone) in [("NODE_EXTRA_CA_CERTS", false), ("SSL_CERT_FILE", true)] {
            let found = validated(&by_itself.url(), &[(name, own)]);
            assert_eq!(outcomes(&found), ["passed"; 4], "{found:#}");
            let all: Vec<&str> = roots(&found).split(" + ").collect();
            assert_eq!((all.last(), all.len() == 1), (Some(&name), is_alone));
        }
    }
    // Both are read.
    let ca = &folder.path().join("ca.pem");
    let by_ca = serve(&params(|_| {}), Some("Corp CA"), ca);
    let both = [("SSL_CERT_FILE", own.as_path()), ("NODE_EXTRA_CA_CERTS", ca)];
    let found = validated(&by_ca.url(), &both);
    assert_eq!(outcomes(&found), ["passed"; 4], "{found:#}");
    assert_eq!(roots(&found), "SSL_CERT_FILE + NODE_EXTRA_CA_CERTS");
}

#[test]
fn a_folder_of_certificates_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(&params(|_| {}), Some("Corp CA"), &folder.path().join("0a1b2c3d.0"));
    let found = validated(&server.url(), &[("SSL_CERT_DIR", folder.path())]);
    assert_eq!(outcomes(&found), ["passed"; 4], "{found:#}");
    assert_eq!(roots(&found), "SSL_CERT_DIR");
}

#[test]
fn unreadable_certificate_file_is_named_without_a_fallback() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(&params(|_| {}), None, &folder.path().join("own.pem"));
    let (missing, empty) = (folder.path().join("missing.pem"), folder.path().join("empty.pem"));
    fs::write(&empty, "no certificate\n").expect("written");
    let has_none = no_certificate_in("empty.pem");
    for (name, path, says) in [
        ("NODE_EXTRA_CA_CERTS", &missing, "NODE_EXTRA_CA_CERTS: "),
        ("NODE_EXTRA_CA_CERTS", &empty, &has_none),
        ("SSL_CERT_FILE", &missing, "none; SSL_CERT_FILE: "),
    ] {
        let found = validated(&server.url(), &[(name, path)]);
        assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
        assert!(roots(&found).contains(says), "{found:#}");
    }
}

//! An authority that a program trusts when it is told to, so that the names of providers lead to a
//! server of the test.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::support::server::{Reply, Request, Server};

/// The chain and the key of a server with these names, whose authority stands in a file as
/// `SSL_CERT_FILE` names one.
pub fn certified(
    names: &[&str],
    authority: &Path,
) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    // Of two with the same name the wrong one would be tried, and its signature be what is wrong.
    let name = authority.display().to_string();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own_key = KeyPair::generate().expect("a key");
    let own = params.self_signed(&own_key).expect("a certificate");
    std::fs::write(authority, own.pem()).expect("written");
    let issuer = Issuer::new(params, own_key);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(names).expect("names");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    (vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key))
}

/// Starts a server that is these hosts for whoever trusts the authority, whose certificate is
/// written to a file.
pub fn start(
    hosts: &[&str],
    file: &Path,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    let (chain, key) = certified(hosts, file);
    Server::start_tls(chain, key, answer)
}

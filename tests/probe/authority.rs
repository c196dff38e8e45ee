//! An authority of the test's own, by which a server here can be whatever host it is asked for as.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::server::{Reply, Request, Server};

/// Starts a server that is these hosts for whoever trusts the authority, whose certificate is written to a file.
pub fn start(
    hosts: &[&str],
    file: &Path,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let own = params.self_signed(&key).expect("a certificate");
    std::fs::write(file, own.pem()).expect("written");
    let issuer = Issuer::new(params, key);
    let names: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
    let key = KeyPair::generate().expect("a key");
    let cert = CertificateParams::new(names).expect("names");
    let cert = cert.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Server::start_tls(vec![cert.der().clone()], PrivateKeyDer::Pkcs8(key), answer)
}

//! Which addresses the site never asks, whoever wishes it to.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use url::{Host, Url};

use super::NetProblem;

/// Ports on which the web is found.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Refuses addresses of private networks, where they are written out as numbers, and again where
/// a name is turned into the number that is then dialled: a name that is looked up twice may stand
/// for two addresses.
#[derive(Debug)]
pub(super) struct Guard {
    /// Lets everything pass.
    pub(super) allow_private: bool,
    /// Hosts and ports that pass wherever they are.
    pub(super) friends: Vec<(String, u16)>,
}

/// What the name service's answer is refused with.
#[derive(Debug, thiserror::Error)]
#[error("the name stands for an address in a private network")]
pub(super) struct LeadsInside;

impl Guard {
    /// Whether `url` may be asked, as far as can be told before its name is looked up.
    pub(super) fn check(&self, url: &Url) -> Result<(), NetProblem> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(NetProblem::NotAnAddress);
        };
        let has_password = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "http" | "https") || has_password {
            return Err(NetProblem::NotAnAddress);
        }
        let written = url.host_str().unwrap_or_default();
        if self.allow_private
            || self.friends.iter().any(|(host, at)| host == written && *at == port)
        {
            return Ok(());
        }
        let public = match host {
            Host::Domain(_) => true,
            Host::Ipv4(ip) => is_public(ip.into()),
            Host::Ipv6(ip) => is_public(ip.into()),
        };
        if !public {
            Err(NetProblem::PrivateAddress)
        } else if PORTS.contains(&port) {
            Ok(())
        } else {
            Err(NetProblem::ForbiddenPort(port))
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str();
        let all = self.allow_private || self.friends.iter().any(|(friend, _)| friend == host);
        let host: Arc<str> = host.into();
        Box::pin(async move {
            if host.rsplit('.').next() == Some("invalid") {
                // There are no such names, and no server needs to be asked (RFC 6761, section 6.4).
                return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
            }
            let found: Vec<_> = lookup_host((&*host, 0)).await?.collect();
            let known = !found.is_empty();
            let allowed: Vec<_> =
                found.into_iter().filter(|address| all || is_public(address.ip())).collect();
            if allowed.is_empty() && known {
                return Err(LeadsInside.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet.
///
/// From IANA's registries of special-purpose addresses (RFC 6890 and what updates it), and without
/// the addresses by which clouds tell a machine its secrets. Of IPv6, only what is given out
/// counts; an address that carries an IPv4 address is what that one is.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !matches!(
        ip.octets(),
        // This network, private, loopback, multicast and reserved; link-local with the clouds'
        // metadata; private; private.
        [0 | 10 | 127 | 224..=255, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..]
        // Shared by the customers of a provider.
        | [100, 64..=127, ..]
        // Protocol assignments, three networks of documentation, 6to4 relays, benchmarks.
        | [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        // Azure's "wire server".
        | [168, 63, 129, 16]
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4-mapped, and NAT64 as networks with IPv6 alone have it (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        // 6to4.
        [0x2002, high, low, ..] => embedded(high, low),
        // ISATAP, which carries an address inside its own network; protocol assignments with
        // Teredo, benchmarks and ORCHID; documentation, twice.
        [_, _, _, _, 0 | 0x200, 0x5efe, ..]
        | [0x2001, 0..=0x1ff | 0xdb8, ..]
        | [0x3fff, 0..=0xfff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

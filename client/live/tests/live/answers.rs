//! Servers that are not the node one hoped for.

use crate::proxy::{Proxy, Verdict};
use crate::world::{connect, node};
use gridshare_live::{ConnectOptions, Finality, LiveChain};
use gridshare_sdk::keys::Key;
use gridshare_sdk::{Accounts, Blocks, Chain, ChainError};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

fn options() -> ConnectOptions {
    ConnectOptions { request_timeout: Duration::from_secs(5), ..ConnectOptions::default() }
}

fn refusal(url: &str) -> ChainError {
    LiveChain::connect(url, options()).map(|_| ()).unwrap_err()
}

/// A server that gives everybody the same answer, and then waits.
fn server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(answer);
                thread::sleep(Duration::from_secs(20));
            });
        }
    });
    url
}

#[test]
fn where_no_node_is_the_error_says_where() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("ws://127.0.0.1:{port}");
    let error = refusal(&url);
    assert!(matches!(&error, ChainError::Unreachable { url: at, .. } if *at == url), "{error:?}");
    let silent = refusal(&server(b""));
    assert!(matches!(silent, ChainError::Unreachable { .. }), "{silent:?}");
}

#[test]
fn nonsense_is_called_nonsense() {
    let page = refusal(&server(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    assert!(matches!(page, ChainError::Nonsense(_)), "{page:?}");
    let Some(url) = node() else { return };
    // The protocol is right, the answers are not.
    for answer in ["what?", r#"{"jsonrpc":"2.0","id":0,"result":"0xnonsense"}"#] {
        let proxy = Proxy::before(url, move |_| Verdict::Answer(answer.into()));
        let error = refusal(proxy.url());
        assert!(matches!(error, ChainError::Nonsense(_)), "{answer}: {error:?}");
    }
}

/// A node that loses its mind after a good start.
#[test]
fn nonsense_in_mid_life_is_noticed() {
    let Some(url) = node() else { return };
    let proxy = Proxy::before(url, |request| {
        let id =
            request.split("\"id\":").nth(1).and_then(|rest| rest.split([',', '}']).next()).unwrap_or("0");
        match request.contains("state_getStorage") {
            true => Verdict::Answer(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"0x01"}}"#)),
            false => Verdict::Pass,
        }
    });
    let error = connect(proxy.url()).now().unwrap_err();
    assert!(matches!(error, ChainError::Nonsense(_)), "{error:?}");
}

#[test]
fn another_chain_is_refused() {
    let Some(url) = node() else { return };
    let genesis = connect(url).genesis_hash();
    let expecting = |expected| ConnectOptions { expected_genesis: Some(expected), ..options() };
    assert!(LiveChain::connect(url, expecting(genesis)).is_ok());
    let error = LiveChain::connect(url, expecting([7; 32])).map(|_| ()).unwrap_err();
    assert_eq!(error, ChainError::OtherChain { found: genesis });
}

#[test]
fn who_waits_for_finality_gets_it() {
    let Some(url) = node() else { return };
    let options = ConnectOptions { finality: Finality::Finalized, ..options() };
    let mut chain = LiveChain::connect(url, options).unwrap();
    let rich = chain.add_key(Key::from_uri("//Bob").unwrap());
    let poor = gridshare_sdk::keys::account("waits for finality");
    chain.transfer_native(rich, poor, 1_000_000_000_000).unwrap();
    assert_eq!(chain.native_balance(poor), Ok(1_000_000_000_000));
    assert!(chain.head(true).unwrap() > 0);
    assert_eq!(chain.native_token(), ("UNIT".into(), 12));
    assert!(chain.pallet().contains("contracts"), "{}", chain.pallet());
}

use gridshare::keys::account;
use gridshare::suite::create;
use gridshare::*;
use gridshare::contracts::TokenHandle;
use interfaces::token::TokenConfig;
use std::time::Instant;
fn main() {
    let mut chain = EmbeddedChain::new(1_700_000_000_000);
    let d = account("deployer");
    chain.fund(d, 1_000_000_000_000_000_000);
    let mut t = Instant::now();
    let mut lap = |s: &str| { println!("{s}: {:?}", t.elapsed()); t = Instant::now(); };
    let mut hashes = vec![];
    for n in ["token","registry","staking","metering","rewards"] {
        let code = std::fs::read(format!("/work/main/target/ink/{n}/{n}.wasm")).unwrap();
        println!("{n} {}", code.len());
        hashes.push(chain.upload(d, &code).unwrap());
        lap(n);
    }
    let c = create(&mut chain, d, hashes[0], &TokenConfig{name:"n".into(),symbol:"s".into(),initial_supply:1000000000,max_supply:u128::MAX}, &[]).unwrap();
    println!("{:?}", c.cost);
    lap("create");
    let token = TokenHandle::at(c.value);
    for commit in [false, true] {
        if commit { chain.advance_by(1); lap("commit"); }
        for _ in 0..200 { let m = token.balance_of(d); chain.dry_run(d, m.callee, m.input).unwrap(); }
        lap("200 views");
        for i in 0..200 { let m = token.transfer(account(&i.to_string()), 5); let e = chain.call(d, m.callee, m.input,0).unwrap(); if i<2 { println!("{:?}", e.cost);} }
        lap("200 transfers");
        for _ in 0..200 { let m = token.balance_of(d); chain.dry_run(d, m.callee, m.input).unwrap(); }
        lap("200 views");
    }
    for _ in 0..100 { chain.advance_by(1); }
    lap("100 blocks");
    for _ in 0..10000 { chain.now(); }
    lap("10000 now");
    let s = chain.snapshot();
    lap("snapshot");
    let mut c = EmbeddedChain::restore(&s);
    lap("restore");
    for _ in 0..200 { let m = token.balance_of(d); c.dry_run(d, m.callee, m.input).unwrap(); }
    lap("200 views");
}

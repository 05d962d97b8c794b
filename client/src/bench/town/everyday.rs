//! Epoch 3: tokens, nodes, offers, attestations, leases and claims on an ordinary day.

use super::*;
use interfaces::registry::{BeatOutcome, SignedBeat};
use shared::h3::zone_of;

impl Town<'_> {
    /// Epoch 3, an ordinary day: tokens, nodes and leases.
    pub(super) fn everyday(&mut self) -> Result<()> {
        self.progress.stage("measuring an ordinary day");
        self.go_to(3, 0);
        self.beat()?;
        self.settle(3)?;
        self.go_to(3, 1);
        self.tokens()?;
        self.nodes()?;
        self.beats()?;
        self.offers()?;
        self.attestations()?;
        self.leases()?;
        self.settlements()?;
        let (controller, rewards) = (self.controller, self.net.suite.rewards());
        let claimed = self.measure(
            controller,
            rewards.claim(0, 1),
            with("the epoch that just ended; neighbours on its page claim later").items(1),
        )?;
        ensure!(claimed.value.availability > 0 && claimed.value.usage > 0, "claimed {:?}", claimed.value);
        self.send(controller, rewards.claim(0, 1))?;
        let owed = self.net.view(self.net.suite.staking().payout(self.delegator))?;
        ensure!(owed > 0, "no commission was paid out of pool {COMMISSIONED}");
        let paid_out = with("no usage; its commission is owed to somebody who is owed some already");
        let claim = rewards.claim(COMMISSIONED, 1);
        self.measure(controller, claim, paid_out.items(1).variant("commission paid out"))?;
        Ok(())
    }

    fn tokens(&mut self) -> Result<()> {
        let Self { owner, payer, .. } = *self;
        let token = self.net.suite.token();
        let balance = "both have a balance before and after";
        self.measure(owner, token.transfer(payer, TOKEN), with(balance))?;
        self.send(payer, token.approve(owner, 1_000 * TOKEN))?;
        let allowance = "likewise, and some allowance stays";
        self.measure(owner, token.transfer_from(payer, owner, TOKEN), with(allowance))?;
        self.measure(payer, token.approve(owner, TOKEN), with("there was an allowance before"))?;
        Ok(())
    }

    fn nodes(&mut self) -> Result<()> {
        let (owner, registry) = (self.owner, self.net.suite.registry());
        let next = NODES + NEWCOMERS;
        self.measure(owner, registry.register(self.registration(next)), with("17th of its page"))?;
        let keys = registry.set_keys(0, owner, device(1).public());
        self.measure(owner, keys, with("full page"))?;
        let metadata = registry.set_metadata(0, b"https://node-000.example?".to_vec());
        self.measure(owner, metadata, with("as long as before"))?;
        let announce = |node| registry.announce_maintenance(node, Slot { epoch: 5, index: 10 }, 4);
        self.measure(owner, announce(0), with("full page; the node's first window"))?;
        self.send(owner, announce(2))?;
        let ahead = "full page; the window is ahead";
        self.measure(owner, registry.extend_maintenance(2, 4), with(ahead))?;
        self.measure(owner, registry.cancel_maintenance(2), with(ahead))?;
        self.send(owner, registry.cancel_maintenance(2))?;
        Ok(())
    }

    fn offers(&mut self) -> Result<()> {
        let Self { owner, controller, slasher, .. } = *self;
        let (market, staking) = (self.net.suite.market(), self.net.suite.staking());
        let terms = OfferTerms { capacity: 200_000, burst: 20_000, price: 2 * PRICE };
        self.measure(owner, market.set_offer(0, CLASS, terms), with("changes an offer"))?;
        let first = with("the node's first; the zone has others").variant("first");
        self.measure(owner, market.set_offer(BONDED, CLASS, terms), first)?;
        self.measure(owner, market.retire(LEAVING), with("one offer, nothing of it leased"))?;
        let penalty = Penalty { fraction: 100, jail_ms: DAY_MS, reporter: None };
        self.send(slasher, staking.slash(JAILED, penalty))?;
        let jailed = with("the node is jailed, nothing of it leased");
        self.measure(controller, market.strike_offer(JAILED, CLASS), jailed)?;
        Ok(())
    }

    fn attestations(&mut self) -> Result<()> {
        let Self { attester, controller, .. } = *self;
        let attestations = self.net.suite.attestations();
        let attest = |node| attestations.attest(node, Kind::Renewable, 6_000, ATTESTED_UNTIL);
        let before = "full page; all four kinds are attested";
        self.measure(attester, attest(ATTESTED.start), with(before))?;
        let first = with("full page; nothing is attested").variant("first");
        self.measure(attester, attest(ATTESTED.end), first)?;
        self.measure(attester, attestations.revoke(ATTESTED.start, Kind::Renewable), with(before))?;
        self.measure(controller, attestations.refresh(ATTESTED.start), with(before))?;
        Ok(())
    }

    fn beats(&mut self) -> Result<()> {
        let (controller, registry) = (self.controller, self.net.suite.registry());
        let mut first = None;
        for (nodes, note) in [(1, "full page"), (32, "one full page"), (256, "eight full pages")] {
            let case = Case { first, ..with(note).items(nodes) };
            let done = self.measure(controller, registry.heartbeat((0..nodes).collect()), case)?;
            ensure!(done.value == nodes, "{} of {nodes} beats counted", done.value);
            first = first.or(Some(done.cost));
        }
        let mut first = None;
        for (beats, note) in [(1, "full page"), (32, "one full page"), (128, "four full pages")] {
            let signed = (0..beats).map(|node| self.signed_beat(node, 3, 1)).collect();
            let case = Case { first, ..with(note).items(beats) };
            let done = self.measure(controller, registry.submit_beats(signed), case)?;
            let counted = done.value.iter().all(|outcome| *outcome == BeatOutcome::Counted);
            ensure!(counted, "not counted: {:?}", done.value);
            first = first.or(Some(done.cost));
        }
        Ok(())
    }

    fn signed_beat(&self, node: NodeId, epoch: Epoch, slot: u8) -> SignedBeat {
        SignedBeat { node, slot, signature: device(node).sign_beat(&self.net.suite, node, 0, epoch, slot) }
    }

    fn leases(&mut self) -> Result<()> {
        let (payer, metering) = (self.payer, self.net.suite.metering());
        let balance = "has a balance before and after";
        self.measure(payer, metering.deposit(TOKEN), with(balance))?;
        self.measure(payer, metering.withdraw(TOKEN), with(balance))?;
        let terms = self.terms(vec![1]);
        let one = with("1 candidate; 17th leg of its page").items(1);
        let first = self.measure(payer, metering.open(terms), one)?.cost;
        let terms = self.terms((1..17).collect());
        let many = with("16 candidates on one page; 17th leg of its page").items(16).beyond(first);
        self.measure(payer, metering.open(terms), many)?;
        let constraints = Constraints {
            zone: Some(zone_of(CELL)),
            country: Some(COUNTRY),
            min_stake: 100 * TOKEN,
            min_renewable: 5_000,
            attested: Kind::ALL.iter().fold(0, |bits, kind| bits | kind.bit()),
            distinct_owners: true,
            ..Constraints::up_to(2 * PRICE)
        };
        let terms = LeaseTerms { constraints, ..self.terms(ATTESTED.collect()) };
        let constrained = with("likewise").items(16).variant("every constraint");
        self.measure(payer, metering.open(terms), constrained)?;
        self.measure(payer, metering.top_up(self.leases[0].0, TOKEN), with("full page"))?;
        Ok(())
    }

    fn settlements(&mut self) -> Result<()> {
        let (controller, metering) = (self.controller, self.net.suite.metering());
        let pages = |each: usize| (0..32).map(move |page| 32 * page).take(each).collect::<Vec<_>>();
        let batches: [(Vec<usize>, &str, &str); 4] = [
            (vec![0], "", "full page"),
            ((0..32).collect(), "", "one full page"),
            ((0..128).collect(), "", "four full pages"),
            (pages(32), "32 pages", "one voucher each of 32 full pages"),
        ];
        let mut first = None;
        for (places, variant, note) in batches {
            let items = u32::try_from(places.len())?;
            let vouchers = self.vouchers(places, 100_000);
            let case = Case { first, ..with(note).items(items).variant(variant) };
            let done = self.measure(controller, metering.settle(0, vouchers), case)?;
            ensure!(all_paid(&done.value), "not paid: {:?}", done.value);
            first = first.or(Some(done.cost));
        }
        let owner = self.owner;
        self.measure(owner, metering.withdraw_earnings(0), with("to an owner who has tokens"))?;
        self.measure(owner, metering.sweep(), with("burn and treasury"))?;
        Ok(())
    }
}

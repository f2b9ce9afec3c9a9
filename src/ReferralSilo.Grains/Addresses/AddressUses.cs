using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Finds what uses an address: the referrals of its patients, and the messages that wait for it.</summary>
public sealed class AddressUses(ILedger ledger, KeyedHash hash, ReferralMapper referrals, AddressKeys keys)
{
    /// <summary>The newest referrals whose patient has the address as their own, not that of a related person, and the
    /// language of the newest one; <c>en</c> for a mailbox.</summary>
    public async Task<(IReadOnlyList<ReferralId> Ids, string Language)> Referrals(MessageChannel channel, string to,
        Address? state)
    {
        // A message to a guardian, or an alert to a person on call, is about a referral of someone else.
        if (channel == MessageChannel.Email)
            return ([.. (await Patients(channel, to, state)).Where(r => AddressOwners.IsPatients(r, channel, to))
                .Select(r => r.Case.Id)], "en");
        var found = (await WithNumber(to)).Where(r => AddressOwners.IsPatients(r, channel, to)).ToList();
        return ([.. found.Select(r => r.Case.Id)],
            found.Select(r => r.Case.Patient.Language).FirstOrDefault(l => l is not null) ?? "en");
    }

    /// <summary>The newest referral that an answer from the address opens again. Null for none, and when several
    /// patients have the address: a person must find out who wrote.</summary>
    public async Task<ReferralId?> Unreachable(MessageChannel channel, string to, Address? state, Instant at)
    {
        List<Referral> found = [.. (await Patients(channel, to, state)).Where(r =>
            AddressOwners.IsPatients(r, channel, to) || AddressOwners.Person(r, channel, to) is { IsConfirmed: true })];
        return found.Select(r => r.Case.ShownPatient?.Value ?? r.Case.Id.Value).Distinct().Count() == 1
            ? found.FirstOrDefault(r => ReferralReopening.WouldReopen(r, at))?.Case.Id : null;
    }

    /// <summary>Ids of the open messages to the address, and of those of its patients: a message that is blocked is
    /// recorded with the first of the patient's addresses, which may be another one.</summary>
    public async Task<IReadOnlyList<string>> Waiting(MessageChannel channel, string to, Address? state)
    {
        var found = await Open(new MessageListQuery(AddressLimits.Waiting, Address: keys.Of(channel, to), Open: true));
        foreach (var referral in (await Referrals(channel, to, state)).Ids)
        {
            if (found.Count >= AddressLimits.Waiting) break;
            found.UnionWith(await Open(
                new MessageListQuery(AddressLimits.Waiting, Referral: referral.Value, Open: true)));
        }

        return [.. found.Take(AddressLimits.Waiting)];
    }

    private async Task<List<Referral>> WithMailbox(string to) => [.. (await ledger.Search(
        new ReferralListQuery(AddressLimits.Referrals) { Tokens = [SearchTokens.MailboxToken(hash, to)] }))
        .Items.Select(row => referrals.Read(row.State.Span))];

    private async Task<List<Referral>> WithNumber(string to) => [.. (await ledger.Search(
        new ReferralListQuery(AddressLimits.Referrals) { Tokens = SearchTokens.ForSearchText(hash, to) }))
        .Items.Select(row => referrals.Read(row.State.Span))];

    /// <summary>Ids of all messages that wait for the decision on an emergency, whosever it is: those of other
    /// emergencies are judged again and wait on.</summary>
    public async Task<IReadOnlyList<string>> HeldForEmergencies()
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ledger.Search(new MessageListQuery(AddressLimits.Waiting, cursor, Open: true,
                Reason: MessageReasons.Emergency));
            found.AddRange(page.Items.Select(row => row.Stream.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>The referrals to which a message from the address belongs (<see cref="ConversationFacts.With"/>): of
    /// those that its search token finds, and those about which something was sent there.</summary>
    public async Task<IReadOnlyList<Referral>> Patients(MessageChannel channel, string to, Address? state)
    {
        var found = channel == MessageChannel.Sms ? await WithNumber(to) : await WithMailbox(to);
        foreach (var id in (state?.Claims ?? []).Select(c => c.Referral?.Value).OfType<string>().Distinct()
            .Except(found.Select(r => r.Case.Id.Value)).ToList())
            if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, id)) is { } stored)
                found.Add(referrals.Read(stored.State.Span));
        return ConversationFacts.With(found, channel, to);
    }

    private async Task<HashSet<string>> Open(MessageListQuery query) =>
        [.. (await ledger.Search(query)).Items.Select(row => row.Stream.Id)];
}

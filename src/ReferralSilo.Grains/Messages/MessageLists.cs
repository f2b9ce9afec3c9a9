using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <summary>Reads the messages of an address or a referral.</summary>
public sealed class MessageLists(ILedger ledger, MessageMapper mapper)
{
    /// <summary>Most messages of one referral or address that are read, rows.</summary>
    private const int Rows = 200;

    /// <summary>The newest messages of a referral, newest first.</summary>
    public Task<IReadOnlyList<Snapshot<Message>>> OfReferral(string id) =>
        Read(new MessageListQuery(Rows, Referral: id));

    /// <summary>The newest messages to an address, newest first.</summary>
    /// <param name="key">Key of the address stream.</param>
    public Task<IReadOnlyList<Snapshot<Message>>> OfAddress(string key) =>
        Read(new MessageListQuery(Rows, Address: key));

    /// <summary>Provider ids of the newest messages of the same address, without this one.</summary>
    public async Task<IReadOnlyCollection<string>> ProviderIds(Message.Unknown lost) =>
        [.. (await Read(new MessageListQuery(Rows, Address: lost.Submission.Way.Address)))
            .Select(m => m.State).OfType<Message.Accepted>().Where(m => m.Case.Id != lost.Case.Id)
            .Select(m => m.ProviderId).OfType<string>()];

    /// <summary>True when a later message of its referral, which is not superseded itself, replaces it.</summary>
    public async Task<bool> IsReplaced(MessageCase about) => about.Referral is { } referral
        && (await OfReferral(referral.Value)).Any(m => m.State.Case.Occurrence > about.Occurrence
            && m.State.Status != MessageStatus.Superseded
            && MessageFamilies.Replaces(m.State.Case.Occasion, about.Occasion));

    private async Task<IReadOnlyList<Snapshot<Message>>> Read(MessageListQuery query) =>
        [.. (await ledger.Search(query)).Items
            .Select(row => new Snapshot<Message>(mapper.Read(row.State.Span), row.Version))];
}

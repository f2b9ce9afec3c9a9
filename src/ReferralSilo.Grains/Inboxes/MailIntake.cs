using System.Diagnostics.Metrics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Brings one mail into effect. Each effect is the same however often it is asked for, so a mail may be handed
/// over again after the death of a silo.</summary>
public sealed class MailIntake
{
    public const string MeterName = "ReferralSilo.Grains.Inboxes";

    /// <summary>Newest messages to an address with which the quote of a mail is compared.</summary>
    private const int Compare = 5;

    private readonly IGrainFactory _grains;
    private readonly AddressKeys _keys;
    private readonly KeyedHash _hash;
    private readonly IClock _clock;
    private readonly Counter<long> _mails;

    public MailIntake(IGrainFactory grains, AddressKeys keys, KeyedHash hash, IClock clock, IMeterFactory meters)
    {
        (_grains, _keys, _hash, _clock) = (grains, keys, hash, clock);
        _mails = meters.Create(MeterName).CreateCounter<long>("referralsilo.messages.inbound.mails", "{mail}",
            "Mails of the clinic's mailbox by kind.");
    }

    /// <summary>Brings a mail into effect.</summary>
    /// <exception cref="Exception">Not recorded, perhaps; hand it over again.</exception>
    public async Task Take(ReceivedMail mail)
    {
        switch (mail)
        {
            case ReceivedMail.FromPerson m:
                await TakeText(m);
                break;
            case ReceivedMail.Report m:
                foreach (var report in m.Reports) await TakeReport(report);
                break;
        }

        _mails.Add(1, new KeyValuePair<string, object?>("kind", mail switch
        {
            ReceivedMail.FromPerson => "person",
            ReceivedMail.Report => "report",
            ReceivedMail.Ignored m => m.Why,
            _ => "unreadable",
        }));
    }

    private async Task TakeText(ReceivedMail.FromPerson mail)
    {
        var from = AddressKeys.Normalize(MessageChannel.Email, mail.From);
        var key = _keys.Of(MessageChannel.Email, from);
        var effect = await _grains.GetGrain<IAddressGrain>(key).ReceiveMail(from, await Compared(mail, key));
        if (effect != ReceivedText.Stopped || mail.Text.Mail?.Answers is not { } message || !mail.IsProven) return;
        // A mail that was forwarded is answered from another mailbox: the stop is for the one that we write to, too.
        if ((await _grains.GetGrain<IMessageGrain>(message).Show())?.State.LastSubmission?.Way
            is { Channel: MessageChannel.Email, Address: var written } && written != key)
            await _grains.GetGrain<IAddressGrain>(written).Unsubscribe();
    }

    /// <summary>The mail with what its quotes and its subject have that no earlier message has.</summary>
    private async Task<InboundText> Compared(ReceivedMail.FromPerson mail, string key)
    {
        if (mail.Text.Mail is not { } sent) return mail.Text;
        var own = sent with { WrittenAt = InboundMail.Plausible(mail.Date, _clock.GetCurrentInstant()) };
        var answered = own.Subject is { } given && MailText.IsReplySubject(given)
            ? MailText.WithoutReplyMark(given) : null;
        if (mail.Quoted.Length == 0 && answered is null) return mail.Text with { Mail = own };
        var (texts, subjects) = await Known(own.Answers, key);
        var added = QuotedText.New(mail.Quoted, texts);
        return mail.Text with
        {
            Mail = own with
            {
                InQuote = added, IsCut = own.IsCut || added is not null,
                HasOwnSubject = answered is not null && !subjects.Contains(answered),
            },
        };
    }

    /// <summary>The texts and subjects that a mail from this address may repeat.</summary>
    private async Task<(IReadOnlyList<string> Texts, IReadOnlySet<string> Subjects)> Known(string? answers, string key)
    {
        var (texts, subjects) = (new List<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var claims = (await _grains.GetGrain<IAddressGrain>(key).Show())?.State.Claims ?? [];
        // A server may have given our mail another Message-ID, so that the mail does not name it.
        foreach (var id in claims.TakeLast(Compare).Select(claim => claim.Message).Append(answers).OfType<string>()
            .Distinct())
            if ((await _grains.GetGrain<IMessageGrain>(id).Show())?.State.LastSubmission is { } sent)
                Add(sent.Text.Body, sent.Text.Subject);
        foreach (var entry in (await _grains.GetGrain<IConversationGrain>(key).Show())?.State.Entries ?? [])
        {
            Add(entry.Text, entry.Mail?.Subject);
            if (entry.Mail?.InQuote is { } added) texts.Add(added);
        }

        return (texts, subjects);

        void Add(string? text, string? subject)
        {
            if (text is not null) texts.Add(text);
            if (subject is not null && MailText.WithoutReplyMark(subject) is { } plain) subjects.Add(plain);
        }
    }

    private async Task TakeReport(DeliveryReport report)
    {
        var message = _grains.GetGrain<IMessageGrain>(report.Message);
        if ((await message.Show())?.State is not
            { LastSubmission.Way: { Channel: MessageChannel.Email, To: var to } } state) return;
        // The patient's mailbox has the mail, and forwards it to one that fails; or a server sends copies elsewhere.
        if (report.To is { } other && !other.Equals(to, StringComparison.OrdinalIgnoreCase)) return;
        // Without a recipient, or when it may be forged, nothing is learnt of the mailbox.
        var code = report.To is null || !report.IsProven ? null : report.Code;
        // All reports of a mail are about one submission, so that two that contradict each other are a conflict.
        var id = (state as Message.Accepted)?.ProviderId ?? state.Case.Receipts.FirstOrDefault()?.ProviderId
            ?? $"mail-{report.Message}";
        await message.ReceiveReceipt(new Receipt(id, report.Status, code, _clock.GetCurrentInstant(),
            _hash.Text("mail-report", $"{report.Message} {report.Status.WireName()} {code}")));
    }
}

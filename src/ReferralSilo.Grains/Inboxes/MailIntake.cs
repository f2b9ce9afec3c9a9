using System.Diagnostics.Metrics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>Brings one mail into effect. Each effect is the same however often it is asked for, so a mail may be handed
/// over again after the death of a silo.</summary>
public sealed class MailIntake
{
    public const string MeterName = "ReferralSilo.Grains.Inboxes";

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
        var effect = await _grains.GetGrain<IAddressGrain>(key).ReceiveMail(from, mail.Text);
        if (effect != ReceivedText.Stopped || mail.Text.Mail?.Answers is not { } message) return;
        // Forwarded to another mailbox: the one that we write to is meant, too. Only who has our mail knows its id.
        if ((await _grains.GetGrain<IMessageGrain>(message).Show())?.State.LastSubmission?.Way
            is { Channel: MessageChannel.Email, Address: var written } && written != key)
            await _grains.GetGrain<IAddressGrain>(written).Unsubscribe();
    }

    private async Task TakeReport(DeliveryReport report)
    {
        var message = _grains.GetGrain<IMessageGrain>(report.Message);
        if ((await message.Show())?.State is not { LastSubmission.Way.Channel: MessageChannel.Email } state) return;
        // All reports of a mail are about one submission, so that two that contradict each other are a conflict.
        var id = (state as Message.Accepted)?.ProviderId ?? state.Case.Receipts.FirstOrDefault()?.ProviderId
            ?? $"mail-{report.Message}";
        await message.ReceiveReceipt(new Receipt(id, report.Status, report.Code, _clock.GetCurrentInstant(),
            _hash.Text("mail-report", $"{report.Message} {report.Status.WireName()} {report.Code}")));
    }
}

using System.Globalization;
using NodaTime;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Mails;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Messaging.Configuration;

namespace ReferralSilo.Messaging.Status;

/// <summary>Reads how the clinic's mailbox is read, and has mails read again that were set aside.</summary>
public sealed class InboxService(MessagingOptions options, IGrainFactory grains, GrainCalls calls, IClock clock)
{
    private IInboxGrain Grain => grains.GetGrain<IInboxGrain>(IInboxGrain.Key);

    /// <summary>How it goes; null when no mailbox is read.</summary>
    public async Task<InboxStatus?> Status()
    {
        if (options.Inbox is not { } server) return null;
        try
        {
            if (await Grain.Health() is { } health)
                return new(health.Server, health.LookedAt?.ToDateTimeOffset(), health.Error,
                    health.Since.ToDateTimeOffset(), health.Unreadable) { SetAside = Views(health.SetAside) };
        }
        catch (Exception e) when (GrainCalls.IsTransient(e))
        {
            // Its silo is being replaced.
        }

        return new(server.ToString(), null, "not-read-yet", clock.GetCurrentInstant().ToDateTimeOffset(), 0);
    }

    /// <summary>The mails that were set aside.</summary>
    public async Task<SetAsideMails> SetAside() =>
        await calls.Read(Grain.Health) is { } health ? new(health.Unreadable, Views(health.SetAside)) : new(0, []);

    /// <summary>Has one read again.</summary>
    public async Task<SettingAnswer<SetAsideMails>> Retry(string id, ApiRequest request)
    {
        if (Parse(id) is not var (validity, uid)) return ProblemFor.Code(ProblemCodes.NotFound);
        var envelope = new CommandEnvelope<InboxCommand>(new InboxCommand.Retry(validity, uid), request.Actor, false,
            request.Operation, request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => Grain.Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal) return ProblemFor.Refusal(refusal);
        var state = outcome.State!;
        return new(new SetAsideMails(state.Unreadable, Views(state.SetAside)), outcome.Version, null,
            outcome.Replayed);
    }

    private static IReadOnlyList<SetAsideMailView> Views(IReadOnlyList<SetAsideMail> mails) =>
        [.. mails.Reverse().Select(m => new SetAsideMailView(
            string.Create(CultureInfo.InvariantCulture, $"{m.Validity}-{m.Uid}"), m.Uid, m.Why,
            m.At.ToDateTimeOffset(), m.IsAgain))];

    private static (long Validity, long Uid)? Parse(string id) => id.Split('-') is [var validity, var uid]
        && long.TryParse(validity, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && long.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? (first, second) : null;
}

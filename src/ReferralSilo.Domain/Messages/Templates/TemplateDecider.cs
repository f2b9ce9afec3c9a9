using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using C = ReferralSilo.Domain.Messages.Templates.TemplateCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Messages.Templates.TemplateEvent>;
using E = ReferralSilo.Domain.Messages.Templates.TemplateEvent;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>The rules for templates (decision 0109).</summary>
public static class TemplateDecider
{
    /// <summary>Maximum number of versions of one template.</summary>
    public const int MaxVersions = 100;

    /// <summary>Decides one command. The text that the program ships for this key counts as a submitted version before
    /// anything happened to it; the first command that is accepted commits it.</summary>
    /// <param name="stored">The committed state; null for none.</param>
    /// <param name="actor">Who sends the command.</param>
    /// <param name="shipped">The program's text for this key; null for none.</param>
    public static D Decide(Template? stored, TemplateCommand command, string actor, TemplateText? shipped, Instant now)
    {
        var first = Unrecorded(stored, command.Key, shipped);
        var shown = first is null ? stored : Evolve(stored, first);
        if (command is C.Approve approve && IsOtherText(shown, approve))
            return TemplateRefusals.TextDiffers;
        var decision = Decide(shown, command, actor, now);
        return decision is D.Accepted accepted && first is not null
            ? D.Accept([first, .. accepted.Events]) : decision;
    }

    /// <summary>The template with its shipped text; null when there is neither.</summary>
    public static Template? WithShipped(Template? stored, string key, TemplateText? shipped) =>
        Unrecorded(stored, key, shipped) is { } first ? Evolve(stored, first) : stored;

    /// <summary>The state after the event.</summary>
    public static Template Evolve(Template? state, TemplateEvent happened) => (state, happened) switch
    {
        (_, E.Shipped e) => Add(state, e.Key, e.Text, TemplateStatus.Submitted, null, null),
        (_, E.Written e) => Add(state, e.Key, e.Text, TemplateStatus.Draft, e.By, e.At),
        ({ } s, E.Submitted e) => Change(s, e.Number, v => v with { Status = TemplateStatus.Submitted }),
        ({ } s, E.Withdrawn e) => Change(s, e.Number, v => v with { Status = TemplateStatus.Draft }),
        ({ } s, E.Approved e) => Change(s, e.Number, v => v with
        {
            Status = TemplateStatus.Approved, DecidedBy = e.By, DecidedAt = e.At,
        }),
        ({ } s, E.Rejected e) => Change(s, e.Number, v => v with
        {
            Status = TemplateStatus.Rejected, DecidedBy = e.By, DecidedAt = e.At, Reason = e.Reason,
        }),
        ({ } s, E.Retired e) => Change(s, e.Number, v => v with
        {
            Status = TemplateStatus.Retired, DecidedBy = e.By, DecidedAt = e.At,
        }),
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    private static D Decide(Template? state, TemplateCommand command, string actor, Instant now) =>
        (state, command) switch
        {
            ({ } s, C.Write c) when (s.Occasion, s.Channel, s.Language)
                != (c.Text.Occasion, c.Text.Channel, c.Text.Language) => TemplateRefusals.Differs,
            ({ } s, C.Write c) when s.Versions[^1] is { Status: TemplateStatus.Draft } last && last.Author == actor
                && (last.Subject, last.Body) == (c.Text.Subject, c.Text.Body) => D.NoChange,
            ({ Versions.Count: >= MaxVersions }, C.Write) => TemplateRefusals.TooManyVersions,
            (_, C.Write c) => new E.Written(c.Key, c.Text, actor, now),
            (null, _) => TemplateRefusals.Unknown,
            ({ } s, C.Submit c) => Submit(s.Find(c.Number)),
            ({ } s, C.Withdraw c) => Withdraw(s.Find(c.Number), actor),
            ({ } s, C.Approve c) => Approve(s, s.Find(c.Number), actor, now),
            ({ } s, C.Reject c) => Reject(s.Find(c.Number), c.Reason, actor, now),
            ({ } s, C.Retire c) => Retire(s.Find(c.Number), actor, now),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };

    /// <summary>Only who names the text is protected: the public contract asks for the number alone.</summary>
    private static bool IsOtherText(Template? shown, C.Approve command) => command.Read is { } read
        && shown?.Find(command.Number) is { } version && read != version.Fingerprint;

    private static D Submit(TemplateVersion? version) => version switch
    {
        null => TemplateRefusals.Unknown,
        { Status: TemplateStatus.Draft } v => new E.Submitted(v.Number),
        { Status: TemplateStatus.Submitted } => D.NoChange,
        _ => TemplateRefusals.NotDraft,
    };

    private static D Withdraw(TemplateVersion? version, string actor) => version switch
    {
        null => TemplateRefusals.Unknown,
        { Author: var author } when author != actor => TemplateRefusals.NotOwn,
        { Status: TemplateStatus.Submitted } v => new E.Withdrawn(v.Number),
        { Status: TemplateStatus.Draft } => D.NoChange,
        _ => TemplateRefusals.NotSubmitted,
    };

    private static D Approve(Template template, TemplateVersion? version, string actor, Instant now) => version switch
    {
        null => TemplateRefusals.Unknown,
        { Status: TemplateStatus.Approved } => D.NoChange,
        { Status: not TemplateStatus.Submitted } => TemplateRefusals.NotSubmitted,
        { Author: { } author } when author == actor => TemplateRefusals.Own,
        { } v when template.Approved is { } before =>
            D.Accept(new E.Approved(v.Number, actor, now), new E.Retired(before.Number, actor, now)),
        { } v => new E.Approved(v.Number, actor, now),
    };

    private static D Reject(TemplateVersion? version, string reason, string actor, Instant now) => version switch
    {
        null => TemplateRefusals.Unknown,
        { Status: TemplateStatus.Submitted } v => new E.Rejected(v.Number, actor, now, reason),
        { Status: TemplateStatus.Rejected } => D.NoChange,
        _ => TemplateRefusals.NotSubmitted,
    };

    private static D Retire(TemplateVersion? version, string actor, Instant now) => version switch
    {
        null => TemplateRefusals.Unknown,
        { Status: TemplateStatus.Approved } v => new E.Retired(v.Number, actor, now),
        { Status: TemplateStatus.Retired } => D.NoChange,
        _ => TemplateRefusals.NotApproved,
    };

    private static TemplateEvent? Unrecorded(Template? stored, string key, TemplateText? shipped) =>
        shipped is null || stored?.Has(shipped) == true || stored?.Versions.Count >= MaxVersions
            ? null : new E.Shipped(key, shipped);

    private static Template Add(Template? state, string key, TemplateText text, TemplateStatus status, string? author,
        Instant? at)
    {
        var before = state ?? new Template(key, text.Occasion, text.Channel, text.Language, []);
        return before with
        {
            Versions = [.. before.Versions,
                new TemplateVersion(before.Versions.Count + 1, text.Subject, text.Body, status, author, at)],
        };
    }

    private static Template Change(Template state, int number, Func<TemplateVersion, TemplateVersion> change) =>
        state with { Versions = [.. state.Versions.Select(v => v.Number == number ? change(v) : v)] };
}

/// <summary>The refusals of templates.</summary>
public static class TemplateRefusals
{
    /// <summary>No template or no version of it: answered as 404.</summary>
    public static readonly Refusal Unknown = new("template-unknown", "There is no such version of a template.");

    /// <summary>The key belongs to another place.</summary>
    public static readonly Refusal Differs =
        new("template-differs", "The template with this key is for another occasion, channel or language.");

    /// <summary>See <see cref="TemplateDecider.MaxVersions"/>.</summary>
    public static readonly Refusal TooManyVersions = new("too-many-versions",
        $"A template has at most {TemplateDecider.MaxVersions} versions; use a new key.");

    /// <summary>Only a draft can be submitted.</summary>
    public static readonly Refusal NotDraft = new("template-not-draft", "Only a draft can be submitted.");

    /// <summary>Only a submitted version can be decided about.</summary>
    public static readonly Refusal NotSubmitted =
        new("template-not-submitted", "Only a submitted version can be approved, rejected or taken back.");

    /// <summary>Only an approved version is in use.</summary>
    public static readonly Refusal NotApproved =
        new("template-not-approved", "Only an approved version can be retired.");

    /// <summary>An approval is for the text that the person read.</summary>
    public static readonly Refusal TextDiffers = new("text-differs",
        "The version has another text than the one that was read. Read it again, and name its fingerprint.");

    /// <summary>Only its author takes a version back; another person rejects it with a reason.</summary>
    public static readonly Refusal NotOwn =
        new("not-own-template", "Only whoever wrote a version may take it back; others reject it with a reason.");

    /// <summary>Two persons look at each text.</summary>
    public static readonly Refusal Own =
        new("own-template", "Whoever wrote a version may not approve it; ask another person.");
}

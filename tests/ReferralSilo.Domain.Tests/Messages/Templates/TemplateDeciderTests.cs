using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Templates;

namespace ReferralSilo.Domain.Tests.Messages.Templates;

public sealed class TemplateDeciderTests
{
    private const string Key = "reach-out.sms.en";
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 9, 0);
    private static readonly TemplateText Shipped = Text("shipped");

    [Fact]
    public void A_shipped_text_waits_for_approval_before_anything_happened_to_it()
    {
        var template = TemplateDecider.WithShipped(null, Key, Shipped)!;

        var only = Assert.Single(template.Versions);
        Assert.Equal((1, TemplateStatus.Submitted, null), (only.Number, only.Status, only.Author));
        Assert.Null(template.Approved);
        Assert.Null(TemplateDecider.WithShipped(null, Key, null));
    }

    [Fact]
    public void Approving_a_shipped_text_records_the_text_with_its_approval()
    {
        var approved = Do(null, ApproveShipped, "admin");

        Assert.Equal(("shipped", "admin"), (approved.Approved!.Body, approved.Approved.DecidedBy));
    }

    [Fact]
    public void An_approval_that_names_its_text_never_meets_another_one_of_a_later_release()
    {
        var better = Text("better");
        Assert.Equal("text-differs", Refused(null, ApproveShipped, "admin", better));

        // A recorded version has one text for ever.
        var approved = Do(null, ApproveShipped, "admin");
        Assert.Same(approved, Do(approved, new TemplateCommand.Approve(Key, 1), "admin"));
    }

    [Fact]
    public void An_approval_with_the_number_alone_is_for_the_shipped_text_that_the_number_has_now()
    {
        var approved = Do(null, new TemplateCommand.Approve(Key, 1), "admin");

        Assert.Equal("shipped", approved.Approved!.Body);
    }

    [Fact]
    public void Whoever_wrote_a_version_may_not_approve_it()
    {
        var submitted = Submitted("nina");

        Assert.Equal("own-template", Refused(submitted, new TemplateCommand.Approve(Key, 2), "nina"));
        Assert.Equal("v2", Do(submitted, new TemplateCommand.Approve(Key, 2), "omar").Approved!.Body);
    }

    [Fact]
    public void Only_its_author_takes_a_submitted_version_back_and_can_submit_it_again()
    {
        var submitted = Submitted("nina");

        Assert.Equal("not-own-template", Refused(submitted, new TemplateCommand.Withdraw(Key, 2), "omar"));
        Assert.Equal("not-own-template", Refused(submitted, new TemplateCommand.Withdraw(Key, 1), "omar"));
        var draft = Do(submitted, new TemplateCommand.Withdraw(Key, 2), "nina");
        Assert.Equal(TemplateStatus.Draft, draft.Find(2)!.Status);
        Assert.Equal("template-not-submitted", Refused(draft, new TemplateCommand.Approve(Key, 2), "omar"));
        var approved = Do(Do(draft, new TemplateCommand.Submit(Key, 2), "nina"), new TemplateCommand.Approve(Key, 2),
            "omar");
        Assert.Equal("template-not-submitted", Refused(approved, new TemplateCommand.Withdraw(Key, 2), "nina"));
    }

    [Fact]
    public void Approving_a_newer_version_retires_the_older()
    {
        var first = Do(Submitted("nina"), new TemplateCommand.Approve(Key, 2), "omar");
        var written = Do(first, new TemplateCommand.Write(Key, Text("v3")), "omar");
        var second = Do(Do(written, new TemplateCommand.Submit(Key, 3), "omar"), new TemplateCommand.Approve(Key, 3),
            "nina");

        Assert.Equal([TemplateStatus.Submitted, TemplateStatus.Retired, TemplateStatus.Approved],
            second.Versions.Select(v => v.Status));
    }

    [Fact]
    public void A_new_shipped_text_is_one_more_version_and_leaves_the_approved_one_in_use()
    {
        var approved = Do(null, ApproveShipped, "admin");
        var next = TemplateDecider.WithShipped(approved, Key, Text("better"))!;

        Assert.Equal(("shipped", 2, TemplateStatus.Submitted),
            (next.Approved!.Body, next.Versions[^1].Number, next.Versions[^1].Status));
        Assert.Same(approved, TemplateDecider.WithShipped(approved, Key, Shipped));
    }

    [Fact]
    public void Steps_that_do_not_fit_the_status_are_refused()
    {
        var draft = Do(null, new TemplateCommand.Write(Key, Text("v2")), "nina");
        var rejected = Do(Submitted("nina"), new TemplateCommand.Reject(Key, 2, "Too long."), "omar");
        var retired = Do(Do(Submitted("nina"), new TemplateCommand.Approve(Key, 2), "omar"),
            new TemplateCommand.Retire(Key, 2), "omar");

        Assert.Equal("template-not-submitted", Refused(draft, new TemplateCommand.Approve(Key, 2), "omar"));
        Assert.Equal("template-not-submitted", Refused(draft, new TemplateCommand.Reject(Key, 2, "No."), "omar"));
        Assert.Equal("template-not-approved", Refused(draft, new TemplateCommand.Retire(Key, 2), "omar"));
        Assert.Equal("template-not-draft", Refused(rejected, new TemplateCommand.Submit(Key, 2), "nina"));
        Assert.Equal("template-not-submitted", Refused(retired, new TemplateCommand.Approve(Key, 2), "omar"));
        Assert.Equal("template-unknown", Refused(retired, new TemplateCommand.Approve(Key, 9), "omar"));
        Assert.Equal("Too long.", rejected.Versions[1].Reason);
        Assert.Null(retired.Approved);
    }

    [Fact]
    public void Repeating_a_step_changes_nothing()
    {
        var draft = Do(null, new TemplateCommand.Write(Key, Text("v2")), "nina");
        Assert.Same(draft, Do(draft, new TemplateCommand.Write(Key, Text("v2")), "nina"));
        var submitted = Do(draft, new TemplateCommand.Submit(Key, 2), "nina");
        Assert.Same(submitted, Do(submitted, new TemplateCommand.Submit(Key, 2), "nina"));
        var approved = Do(submitted, new TemplateCommand.Approve(Key, 2), "omar");
        Assert.Same(approved, Do(approved, new TemplateCommand.Approve(Key, 2), "omar"));
    }

    [Fact]
    public void A_key_has_one_place_and_a_limited_number_of_versions()
    {
        var template = Do(null, new TemplateCommand.Write(Key, Text("v2")), "nina");
        Assert.Equal("template-differs", Refused(template,
            new TemplateCommand.Write(Key, Text("v3") with { Language = "es" }), "nina"));

        for (var n = template.Versions.Count; n < TemplateDecider.MaxVersions; n++)
            template = Do(template, new TemplateCommand.Write(Key, Text($"text {n}")), "nina");
        Assert.Equal("too-many-versions", Refused(template, new TemplateCommand.Write(Key, Text("more")), "nina"));
    }

    [Fact]
    public void A_command_without_a_template_is_refused() =>
        Assert.IsType<Decision<TemplateEvent>.Refused>(
            TemplateDecider.Decide(null, new TemplateCommand.Approve("other", 1), "admin", null, Now));

    private static Template Submitted(string author) =>
        Do(Do(null, new TemplateCommand.Write(Key, Text("v2")), author), new TemplateCommand.Submit(Key, 2), author);

    private static TemplateText Text(string body) =>
        new(MessageOccasion.ReachOut, MessageChannel.Sms, "en", null, body);

    private static Template Do(Template? state, TemplateCommand command, string actor)
    {
        var accepted = Assert.IsType<Decision<TemplateEvent>.Accepted>(
            TemplateDecider.Decide(state, command, actor, Shipped, Now));
        return accepted.Events.Aggregate(state, (s, e) => TemplateDecider.Evolve(s, e))!;
    }

    /// <summary>Of the person who read the shipped text.</summary>
    private static TemplateCommand.Approve ApproveShipped { get; } = new(Key, 1)
    {
        Read = TemplateDecider.WithShipped(null, Key, Shipped)!.Versions[0].Fingerprint,
    };

    private static string Refused(Template? state, TemplateCommand command, string actor,
        TemplateText? shipped = null) => Assert.IsType<Decision<TemplateEvent>.Refused>(
            TemplateDecider.Decide(state, command, actor, shipped ?? Shipped, Now)).Refusal.Code;
}

using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Messages.Text;
using ReferralSilo.Grains.Templates;
using ReferralSilo.Messaging.Templates;

namespace ReferralSilo.Messaging.Tests.Templates;

/// <summary>The texts that the program brings pass the judgement that every other text has to pass.</summary>
public sealed class ShippedTextsTests
{
    private static readonly MessageSettings Settings = new("Clinic", "https://care.example.org");

    public static TheoryData<string> Keys => [.. ShippedTemplates.All.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_a_text_for_every_occasion_channel_and_language() =>
        Assert.Equal(Enum.GetValues<MessageOccasion>().Except([MessageOccasion.Reply])
                .SelectMany(occasion => Enum.GetValues<MessageChannel>()
                .SelectMany(channel => (string[])[$"{occasion.WireName()}.{channel.WireName()}.en",
                    $"{occasion.WireName()}.{channel.WireName()}.es"])).Order(StringComparer.Ordinal),
            ShippedTemplates.All.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Keys))]
    public void It_may_be_submitted_is_easy_and_is_short_with_the_longest_values(string key)
    {
        var judged = new TemplateJudge(Settings).Judge(ShippedTemplates.All[key], ["Lakeside Family Practice"]);

        Assert.Empty(judged.Errors);
        Assert.Empty(judged.Warnings);
        Assert.False(judged.IsUnicode);
        Assert.InRange(judged.Parts, 0, 2);
    }

    [Theory, MemberData(nameof(Keys))]
    public void It_is_shown_as_sent_by_a_clinic_that_has_set_little(string key) => Assert.NotNull(
        new TemplateJudge(new MessageSettings("Mesa Clinic", "https://care.example.org"))
            .Judge(ShippedTemplates.All[key], []).Sample);

    [Theory, MemberData(nameof(Keys))]
    public void It_reads_well_with_few_values(string key)
    {
        var text = ShippedTemplates.All[key];
        var samples = MessageModel.Samples(Settings);
        var few = samples with { FirstName = null, Phone = null, Hours = null, Clinician = null, VisitType = null };
        var body = Rendered(text.Body, few, text)!;

        Assert.DoesNotContain("  ", body);
        Assert.DoesNotContain("()", body);
        Assert.DoesNotContain("{", body);
        Assert.Equal(body.Trim(), body);
        if (text.Subject is { } subject)
            Assert.DoesNotContain("{", Rendered(subject, few, text)!);
    }

    [Fact]
    public void A_text_without_the_value_that_it_is_about_is_not_made()
    {
        var (text, samples) = (ShippedTemplates.All["booked.sms.en"], MessageModel.Samples(Settings));

        Assert.Null(Rendered(text.Body, samples with { Start = null }, text));
        Assert.Contains("Wed, Sep 25 at 2:30 PM MDT", Rendered(text.Body, samples, text));
    }

    [Fact]
    public void Texts_have_no_typographic_characters() =>
        Assert.All(ShippedTemplates.All.Values.Where(t => t.Channel == MessageChannel.Sms),
            t => Assert.Equal(t.Body, PlainCharacters.Replace(t.Body)));

    private static string? Rendered(string source, MessageValues values, TemplateText text) =>
        LiquidText.Parse(source).Text!.Render(MessageModel.Of(values, text.Language, text.Channel));
}

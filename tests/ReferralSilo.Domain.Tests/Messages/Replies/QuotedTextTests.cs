using ReferralSilo.Domain.Messages.Replies;

namespace ReferralSilo.Domain.Tests.Messages.Replies;

public sealed class QuotedTextTests
{
    private const string Sent =
        "Your visit is on Monday at 3. See https://clinic.example/p/abc\nIn a crisis, call 988.";

    [Theory]
    [InlineData("Your visit is on\nMonday at 3. See https://safe.example/?url=clinic\n\nIn a crisis, call 988.", null)]
    [InlineData("YOUR VISIT is on Monday\nat 3.", null)]
    [InlineData("In a crisis, call 988.\nI have chest pain", "I have chest pain")]
    [InlineData("In a crisis, call 988. I cannot breathe", "In a crisis, call 988. I cannot breathe")]
    [InlineData("", null)]
    public void Only_lines_that_no_earlier_message_has_are_new(string quoted, string? added) =>
        Assert.Equal(added, QuotedText.New(quoted, [Sent]));

    [Fact]
    public void Without_an_earlier_message_every_line_may_be_new() =>
        Assert.Equal("take two.\nI cannot breathe", QuotedText.New("take two.\nI cannot breathe", []));
}

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>A stored text that a person wrote, or one of the program's own. The two stand apart, so that nothing that a
/// person writes is taken for a code. <see cref="RuleSentences"/> shows it.</summary>
/// <param name="Text">As a person wrote it; null for the program's own.</param>
/// <param name="Code">One of <see cref="BuiltInText"/>; null for a person's.</param>
public sealed record ShownText(string? Text, string? Code)
{
    /// <summary>A person's text; null for null.</summary>
    public static ShownText? Written(string? text) => text is null ? null : new(text, null);

    /// <summary>One of the program's own.</summary>
    /// <param name="code">One of <see cref="BuiltInText"/>.</param>
    public static ShownText BuiltIn(string code) => new(null, code);
}

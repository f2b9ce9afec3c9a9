using System.ComponentModel.DataAnnotations;

namespace ReferralSilo.Contracts;

/// <summary>Maximum lengths of texts, in characters (UTF-16 code units) after trimming and NFC.</summary>
public static class TextLimits
{
    /// <summary>An id, a code word, a time zone, a date, a language.</summary>
    public const int Token = 64;

    /// <summary>A name or another one-line value.</summary>
    public const int ShortText = 200;

    /// <summary>An email address (RFC 5321: a path of 256 without its brackets).</summary>
    public const int Email = 254;

    /// <summary>A web address.</summary>
    public const int WebAddress = 500;

    /// <summary>A secret, which is compared and never stored. It has no limit below that of the body, so that every
    /// wrong pair gets the same answer.</summary>
    public const int Secret = 1_048_576;

    /// <summary>Sentences that people write: notes, reasons, messages.</summary>
    public const int Note = 2_000;
}

/// <summary>
/// The maximum length of a text. Every text of a command or setting has one: the body reader, the rules and the OpenAPI
/// document use it, and a test finds a text without one. A longer text is 400 <c>invalid-input</c> at its field.
/// </summary>
/// <param name="characters">Maximum length, characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public class TextLimitAttribute(int characters) : StringLengthAttribute(characters);

/// <summary><see cref="TextLimits.Token"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TokenAttribute() : TextLimitAttribute(TextLimits.Token);

/// <summary><see cref="TextLimits.ShortText"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShortTextAttribute() : TextLimitAttribute(TextLimits.ShortText);

/// <summary><see cref="TextLimits.WebAddress"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebAddressAttribute() : TextLimitAttribute(TextLimits.WebAddress);

/// <summary>A free text: <see cref="TextLimits.Note"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoteAttribute() : TextLimitAttribute(TextLimits.Note);

/// <summary>A reason: <see cref="TextLimits.Note"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReasonAttribute() : TextLimitAttribute(TextLimits.Note);

/// <summary>The maximum length of a list, and of each text in it.</summary>
/// <param name="count">Maximum number of entries.</param>
/// <param name="characters">Maximum length of each text entry, characters; other entries have their own limits.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int count, int characters = 0) : MaxLengthAttribute(count)
{
    /// <summary>Maximum length of each entry, characters; 0 when entries are not texts.</summary>
    public int Characters { get; } = characters;
}

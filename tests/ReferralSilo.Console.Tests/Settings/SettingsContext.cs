using System.Text.Json;
using Bunit;
using ReferralSilo.Console.Tests.Support;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>Types into the fields of a settings form and reads its messages.</summary>
internal static class SettingsContext
{
    public static void Type<T>(this IRenderedComponent<T> page, string form, string pointer, string text)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.Find($"[data-testid={form}] [data-field='{pointer}'] :is(input, textarea, select)").Change(text);

    public static void Tick<T>(this IRenderedComponent<T> page, string form, string pointer, string value)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.Find($"[data-testid={form}] [data-field='{pointer}'] input[value={value}]").Change(true);

    public static void Save<T>(this IRenderedComponent<T> page, string form)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.Find($"form[data-testid={form}]").Submit();

    public static string? Typed<T>(this IRenderedComponent<T> page, string form, string pointer)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.Find($"[data-testid={form}] [data-field='{pointer}'] :is(input, textarea)").GetAttribute("value");

    public static IReadOnlyList<string> Messages<T>(this IRenderedComponent<T> page, string pointer)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        [.. page.FindAll($"[data-field='{pointer}'] > .field-messages li").Select(m => m.Shown())];

    public static string State<T>(this IRenderedComponent<T> page, string form)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.Find($"[data-testid={form}] [data-testid=save-state]").Shown();

    /// <summary>The JSON pointers of a record of the contract.</summary>
    public static IEnumerable<string> Names<T>(string parent) =>
        typeof(T).GetProperties().Select(p => $"{parent}/{JsonNamingPolicy.CamelCase.ConvertName(p.Name)}");
}

// The charts of a dashboard, and the filter of the index. Pages are complete without it.
(() => {
  'use strict';

  const SUPPRESSED = '小数抑制';
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // One measure by day. What is suppressed is a hatched column of its own, which says so.
  function option(daily, measure) {
    const axis = { axisLine: { lineStyle: { color: colour('--line') } }, axisTick: { show: false }, axisLabel: { color: colour('--faint') } };
    const few = daily.days.length <= 14;
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText', // drawn, not HTML, whose styles the page's policy forbids
        confine: true,
        formatter: ([{ dataIndex: i }]) => daily.days[i] + '\n' + (measure.suppressed[i] ? SUPPRESSED
          : measure.values[i] === null ? '无数据' : measure.values[i].toLocaleString('zh-Hans')),
      },
      xAxis: { ...axis, type: 'category', data: daily.days, axisLabel: { ...axis.axisLabel, formatter: (day) => day.slice(5), hideOverlap: true } },
      yAxis: [
        { ...axis, type: 'value', scale: !measure.counts, splitNumber: 4, splitLine: { lineStyle: { color: colour('--line') } } },
        { type: 'value', min: 0, max: 1, show: false },
      ],
      series: [
        measure.counts
          ? { type: 'bar', data: measure.values, barMaxWidth: 36, itemStyle: { color: colour('--lake'), borderRadius: [2, 2, 0, 0] } }
          : { type: 'line', data: measure.values, symbolSize: few ? 6 : 3, lineStyle: { width: 2 }, color: colour('--lake'), connectNulls: false },
        {
          type: 'bar', yAxisIndex: 1, silent: true, barGap: '-100%', barMaxWidth: 36, data: measure.suppressed.map((s) => (s ? 1 : null)),
          itemStyle: { color: colour('--paper'), decal: { color: colour('--line'), dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4 } },
          label: { show: few, position: 'inside', rotate: 90, color: colour('--faint'), formatter: SUPPRESSED },
        },
      ],
    };
  }

  function charts(daily) {
    const drawn = [...document.querySelectorAll('.chart')].map((place) => {
      const chart = echarts.init(place);
      const measure = daily.measures.find((each) => each.name === place.dataset.measure);
      new ResizeObserver(() => chart.resize()).observe(place);
      return () => chart.setOption(option(daily, measure), true);
    });
    const draw = () => drawn.forEach((each) => each());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    draw();
  }

  function filter(input) {
    const rows = [...document.querySelectorAll('#datasets tbody tr')];
    input.parentElement.hidden = false;
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/);
      rows.forEach((row) => { row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word)); });
      document.getElementById('none').hidden = rows.some((row) => !row.hidden);
    });
  }

  const daily = document.getElementById('daily');
  if (daily) charts(JSON.parse(daily.textContent));
  if (document.getElementById('datasets')) filter(document.getElementById('filter'));
})();

for (const box of document.querySelectorAll('.legend input')) {
  box.onchange = () => {
    for (const mark of document.querySelectorAll('rect.' + box.value)) mark.style.display = box.checked ? '' : 'none';
  };
}
